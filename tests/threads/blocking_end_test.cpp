// What blocking does when its runtime goes away.
#include <plait/blocking.hpp>

#include "async/runtime/thread_pool.hpp"
#include <plait/detail/coroutine/loop.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/probes.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using namespace tasks;
using plait::blocking;
using plait::blocking_options;
using plait::blocking_pool;
using plait::on_all_loops;
using plait::run_concurrent;
using plait::runtime;
using plait::testing::lifetime_counts;
using plait::testing::lifetime_probe;

namespace {

constexpr std::size_t loops = 2;

/// How far the functions of a test have come.
struct counts {
    lifetime_counts variables; // of the callers
    std::atomic<int> begun = 0;
    std::atomic<int> told = 0;
    std::atomic<int> ended = 0;
};

/// Calls a function, through `call`, that runs until its stop token tells it to end, and then uses the caller's frame.
template <class Call>
awaitable<void> blocked_until_told(counts& all, Call call)
{
    const lifetime_probe own(all.variables);
    co_await call([&](const std::stop_token& stop) {
        ++all.begun;
        std::promise<void> asked;
        const std::stop_callback tell(stop, [&] { asked.set_value(); });
        asked.get_future().wait();
        ++all.told;
        std::this_thread::yield();
        if (own.valid())
            ++all.ended;
    });
}

awaitable<void> fail_past_any_coroutine(const counts& all, int begun)
{
    while (all.begun < begun)
        co_await plait::sleep_for(0ms);
    asio::post(plait::detail::current.owner->siblings().back()->root(), [] {
        throw std::runtime_error("past any coroutine");
    });
    co_await wait_for_ever();
}

} // namespace

TEST_SUITE_BEGIN("threads: blocking, when its runtime goes away");

TEST_CASE("a function that runs is told and waited for, before its caller is destroyed")
{
    for (int round = 0; round < 30; ++round) {
        counts all;
        runtime failing(loops);
        auto run = [](auto function) { return blocking(function); };
        auto each = [&]() -> awaitable<> {
            co_await run_concurrent(blocked_until_told(all, run), blocked_until_told(all, run));
        };
        auto main = [&]() -> awaitable<> {
            co_await run_concurrent(on_all_loops(each), fail_past_any_coroutine(all, 4));
        };

        CHECK_THROWS_WITH(failing.run(main()), "past any coroutine");

        CHECK(all.told == 4);
        CHECK(all.ended == 4);
        CHECK(all.variables.alive() == 0);
    }
}

TEST_CASE("the same in a pool that outlives the runtime, and serves the next one")
{
    blocking_pool pool(blocking_options().threads(4));
    for (int round = 0; round < 30; ++round) {
        counts all;
        runtime failing(loops);
        auto run = [&pool](auto function) { return pool.run(function); };
        auto each = [&]() -> awaitable<> {
            co_await run_concurrent(blocked_until_told(all, run), blocked_until_told(all, run));
        };
        auto main = [&]() -> awaitable<> {
            co_await run_concurrent(on_all_loops(each), fail_past_any_coroutine(all, 4));
        };

        CHECK_THROWS_WITH(failing.run(main()), "past any coroutine");

        CHECK(all.ended == 4);
        CHECK(all.variables.alive() == 0);
        CHECK(pool.running() == 0);
        CHECK(pool.queued() == 0);
    }
}

TEST_CASE("a function that is queued is never called, and its caller is destroyed")
{
    constexpr std::size_t waiting = 10;
    const int threads = static_cast<int>(blocking_options().threads()); // as many as the runtime has
    counts all;
    std::atomic<int> called = 0;
    runtime failing(loops);
    auto run = [](auto function) { return blocking(function); };
    auto queued = [&]() -> awaitable<> {
        const lifetime_probe own(all.variables);
        co_await blocking([&] { ++called; });
    };
    auto each = [&]() -> awaitable<> { // those that run are on the first loop, which is destroyed first
        std::vector<awaitable<void>> calls;
        if (plait::detail::current.owner == plait::detail::current.owner->siblings().front()) {
            for (int i = 0; i < threads; ++i)
                calls.push_back(blocked_until_told(all, run));
        } else {
            while (all.begun < threads)
                co_await plait::sleep_for(0ms);
            for (std::size_t i = 0; i < waiting; ++i)
                calls.push_back(queued());
        }
        co_await run_concurrent(std::move(calls));
    };
    auto main = [&]() -> awaitable<> {
        auto fail = [&]() -> awaitable<> {
            while (plait::detail::current.owner->threads()->queued() < waiting)
                co_await plait::sleep_for(0ms);
            co_await fail_past_any_coroutine(all, threads);
        };
        co_await run_concurrent(on_all_loops(each), fail);
    };

    CHECK_THROWS_WITH(failing.run(main()), "past any coroutine");

    CHECK(all.ended == threads);
    CHECK(called == 0);
    CHECK(all.variables.alive() == 0);
}

TEST_CASE("a function that runs when the runtime is destroyed is told and waited for")
{
    counts all;
    {
        runtime ending(loops);
        auto left_behind = [&]() -> awaitable<> {
            co_await blocked_until_told(all, [](auto function) { return blocking(function); });
        };
        auto main = [&]() -> awaitable<> {
            const plait::executor here = co_await asio::this_coro::executor;
            asio::co_spawn(here.owner().root(), left_behind, [](std::exception_ptr) {}); // by Asio's means
            while (all.begun < 1)
                co_await plait::sleep_for(0ms);
        };
        ending.run(main());
        CHECK(all.told == 0);
    }
    CHECK(all.ended == 1);
    CHECK(all.variables.alive() == 0);
}

TEST_CASE("a runtime that runs again uses the same threads")
{
    runtime again(loops);
    for (int round = 0; round < 20; ++round)
        CHECK(again.run(blocking([] { return 1; })) == 1);
}

TEST_SUITE_END();
