#include <plait/on_all_loops.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/guarded.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>

#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/tasks.hpp>

#include <atomic>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

using namespace tasks;
using plait::guarded;
using plait::on_all_loops;
using plait::runtime;

namespace {

constexpr std::size_t loops = 4;

bool on_first_loop()
{
    return plait::detail::current.owner == plait::detail::current.owner->siblings().front();
}

/// Lets the others of the loop run, by turns, until the condition holds.
template <class Condition>
awaitable<void> until(const Condition& condition)
{
    while (!condition())
        co_await plait::sleep_for(0ms);
}

} // namespace

TEST_SUITE_BEGIN("threads: on_all_loops");

TEST_CASE("each() is called on every loop's own thread, at the same time")
{
    guarded<std::set<std::thread::id>> threads;
    std::atomic<std::size_t> there = 0;
    auto each = [&]() -> awaitable<> {
        co_await threads.with([id = std::this_thread::get_id()](std::set<std::thread::id>& all) { all.insert(id); });
        ++there;
        co_await until([&] { return there == loops; }); // ends only if all are there together
    };
    auto main = [&]() -> awaitable<std::size_t> {
        co_await on_all_loops(each);
        co_return co_await threads.with([](std::set<std::thread::id>& all) { return all.size(); });
    };

    CHECK(runtime(loops).run(main()) == loops);
}

TEST_CASE("the caller resumes on its own loop, when all have finished")
{
    std::atomic<std::size_t> finished = 0;
    auto each = [&]() -> awaitable<> {
        for (int i = 0; i < 10; ++i)
            co_await plait::sleep_for(0ms);
        ++finished;
    };
    auto main = [&]() -> awaitable<bool> {
        const std::thread::id thread = std::this_thread::get_id();
        co_await on_all_loops(each);
        co_return finished == loops&& std::this_thread::get_id() == thread&& on_first_loop();
    };
    runtime all(loops);
    for (int i = 0; i < 20; ++i) {
        finished = 0;
        CHECK(all.run(main()));
    }
}

TEST_CASE("the first to fail cancels the others; when all have finished, that exception is rethrown")
{
    for (std::size_t failing : {std::size_t(0), loops - 1}) {
        CAPTURE(failing);
        std::atomic<std::size_t> there = 0;
        std::atomic<std::size_t> left = 0;
        auto each = [&]() -> awaitable<> {
            struct leaving {
                std::atomic<std::size_t>& left;
                ~leaving() { ++left; }
            } on_exit{left};
            ++there;
            co_await until([&] { return there == loops; });
            if (plait::detail::current.owner == plait::detail::current.owner->siblings()[failing])
                throw std::runtime_error("boom");
            co_await plait::sleep_for(1h);
        };
        const dropped_errors dropped;
        CHECK_THROWS_WITH_AS(runtime(loops).run(on_all_loops(each)), "boom", std::runtime_error);
        CHECK(left == loops);
        CHECK(dropped.texts().empty()); // the cancelled ones are no errors
    }
}

TEST_CASE("an error that comes after the first goes to on_dropped_error")
{
    const dropped_errors dropped;
    auto each = []() -> awaitable<> { throw std::runtime_error("boom"); };

    CHECK_THROWS_WITH(runtime(loops).run(on_all_loops(each)), "boom");

    CHECK(dropped.texts() == std::vector<std::string>(loops - 1, "on_all_loops: boom"));
}

TEST_CASE("cancelling the caller cancels all of them, whenever it comes, and they are waited for")
{
    std::atomic<int> running = 0;
    auto each = [&]() -> awaitable<> {
        struct counted {
            std::atomic<int>& count;
            explicit counted(std::atomic<int>& count) : count(count) { ++count; }
            ~counted() { --count; }
        } here(running);
        co_await plait::sleep_for(1h);
    };
    runtime all(loops);
    for (int turns = 0; turns < 60; ++turns) { // before they start, while they do, and after
        auto cancel = [&]() -> awaitable<> {
            for (int i = 0; i < turns; ++i)
                co_await plait::sleep_for(0ms);
            throw std::runtime_error("stop");
        };
        auto wait = [&]() -> awaitable<> { return on_all_loops(each); };
        auto main = [&]() -> awaitable<> { co_await plait::run_concurrent(wait, cancel); };

        CHECK_THROWS_WITH(all.run(main()), "stop");
        CHECK(running == 0);
    }
}

TEST_CASE("cancellation across loops races with completion, and nothing is lost or used afterwards") // asio#1332
{
    runtime all(loops);
    for (int round = 0; round < 100; ++round) {
        auto each = [&]() -> awaitable<> {
            for (int i = 0; i < round % 7; ++i)
                co_await plait::sleep_for(0ms);
            if (on_first_loop())
                throw std::runtime_error("boom");
        };
        CHECK_THROWS_WITH(all.run(on_all_loops(each)), "boom");
    }
}

TEST_CASE("calls nest, and every loop may make them")
{
    std::atomic<int> calls = 0;
    auto inner = [&]() -> awaitable<> {
        ++calls;
        co_await plait::sleep_for(0ms);
    };
    auto outer = [&]() -> awaitable<> { co_await plait::run_concurrent(on_all_loops(inner), on_all_loops(inner)); };

    runtime(loops).run(on_all_loops(outer));

    CHECK(calls == loops * loops * 2);
}

TEST_SUITE_END();
