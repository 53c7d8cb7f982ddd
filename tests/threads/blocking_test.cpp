#include <plait/blocking.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace tasks;
using plait::blocking;
using plait::blocking_options;
using plait::blocking_pool;
using plait::on_all_loops;
using plait::run_concurrent;
using plait::runtime;

namespace {

/// Lets the others of the loop run, by turns, until the condition holds.
template <class Condition>
awaitable<void> until(Condition condition)
{
    while (!condition())
        co_await plait::sleep_for(0ms);
}

/// Holds those that wait on a thread of a pool until it is opened.
class gate {
public:
    void wait()
    {
        ++arrived_;
        opened_.wait();
    }
    void open() { opening_.set_value(); }
    [[nodiscard]] int arrived() const { return arrived_; }

private:
    std::promise<void> opening_;
    std::shared_future<void> opened_ = opening_.get_future().share();
    std::atomic<int> arrived_ = 0;
};

awaitable<void> keep_error(awaitable<void> task, std::exception_ptr& error)
{
    try {
        co_await std::move(task);
    } catch (...) {
        error = std::current_exception();
    }
}

void wait_for_stop(const std::stop_token& stop)
{
    std::promise<void> told;
    const std::stop_callback tell(stop, [&] { told.set_value(); });
    told.get_future().wait();
}

} // namespace

TEST_SUITE_BEGIN("threads: blocking");

TEST_CASE("tasks that run at the same time may all finish through blocking")
{
    runtime all(2);
    for (int round = 0; round < 50; ++round) {
        auto each = [&]() -> awaitable<int> {
            auto [a, b, c] = co_await run_concurrent(
                blocking([] { return 1; }), blocking([] { return std::make_unique<int>(2); }), value_at_once(3));
            co_return a + *b + c;
        };
        auto main = [&]() -> awaitable<int> {
            std::vector<awaitable<int>> tasks;
            for (int i = 0; i < 20; ++i)
                tasks.push_back(each());
            const std::vector<int> sums = co_await run_concurrent(std::move(tasks));
            co_return static_cast<int>(std::ranges::count(sums, 6));
        };
        CHECK(all.run(main()) == 20);
    }
}

TEST_CASE("the function is called on a thread of its own, and the caller resumes on its own loop")
{
    auto each = []() -> awaitable<> {
        plait::detail::loop* const home = plait::detail::current.owner;
        const plait::detail::task* const self = plait::detail::current.running;
        const std::thread::id thread = std::this_thread::get_id();
        for (int i = 0; i < 50; ++i) {
            bool away = false;
            const std::string text(40, static_cast<char>('a' + i % 26));
            co_await blocking(
                [&] { away = std::this_thread::get_id() != thread && plait::detail::current.owner == nullptr; });
            bool thrown = false;
            try {
                co_await blocking([&] { throw std::runtime_error(text); });
            } catch (const std::runtime_error& error) {
                thrown = error.what() == text;
            }
            const bool right = away && thrown && plait::detail::current.owner == home
                               && plait::detail::current.running == self && std::this_thread::get_id() == thread;
            if (!right)
                throw std::logic_error("on the wrong thread, or with another's error");
        }
    };
    CHECK_NOTHROW(runtime(2).run(on_all_loops(each)));
}

TEST_CASE("the loop goes on while the function runs")
{
    runtime(1).run([]() -> awaitable<> {
        gate held;
        auto open = [&]() -> awaitable<> {
            co_await until([&] { return held.arrived() == 1; });
            held.open();
        };
        co_await run_concurrent(blocking([&] { held.wait(); }), open); // ends only if both run at the same time
    }());
}

TEST_CASE("a pool starts threads when it needs them, as many as it may have, and the others wait in order of arrival")
{
    blocking_pool pool(blocking_options().threads(2).queue(3));
    CHECK(pool.threads() == 0);
    gate held;
    std::vector<int> order; // written by one function at a time, as the other thread is held
    gate held_longer;
    auto main = [&]() -> awaitable<> {
        std::vector<awaitable<void>> calls;
        calls.push_back(pool.run([&] { held.wait(); }));
        calls.push_back(pool.run([&] { held_longer.wait(); }));
        for (int i = 0; i < 5; ++i)
            calls.push_back(pool.run([&order, i] { order.push_back(i); }));
        auto watch = [&]() -> awaitable<> {
            co_await until([&] { return held.arrived() == 1 && held_longer.arrived() == 1; });
            CHECK(pool.threads() == 2);
            CHECK(pool.running() == 2);
            CHECK(pool.queued() == 3);
            CHECK(pool.waiting() == 2);
            CHECK(order.empty());
            held.open();
            co_await until([&] { return pool.running() == 1; });
            CHECK(pool.queued() == 0);
            held_longer.open();
        };
        auto run_all = [&]() -> awaitable<> { co_await run_concurrent(std::move(calls)); };
        co_await run_concurrent(run_all, watch);
    };
    runtime(2).run(main());

    CHECK(order == std::vector<int>{0, 1, 2, 3, 4});
    CHECK(pool.running() == 0);
    CHECK(pool.threads() == 2);
}

TEST_CASE("one thread is enough for calls that come one after the other")
{
    blocking_pool pool(blocking_options().threads(8));
    auto main = [&]() -> awaitable<> {
        for (int i = 0; i < 20; ++i)
            co_await pool.run([] {});
    };
    runtime(1).run(main());

    CHECK(pool.threads() == 1);
}

TEST_CASE("cancelled while it is queued, the function is never called, and the call ends at once")
{
    blocking_pool pool(blocking_options().threads(1));
    gate held;
    bool called = false;
    std::exception_ptr error;
    auto main = [&]() -> awaitable<> {
        auto stop = [&]() -> awaitable<> {
            co_await until([&] { return held.arrived() == 1 && pool.queued() == 1; });
            throw std::runtime_error("stop");
        };
        auto cancelled = [&]() -> awaitable<> {
            auto wait = keep_error(pool.run([&] { called = true; }), error);
            CHECK_THROWS_WITH(co_await run_concurrent(std::move(wait), stop), "stop");
            CHECK(pool.queued() == 0);
            CHECK(pool.running() == 1); // it ends, although the one before it does not
            held.open();
        };
        co_await run_concurrent(pool.run([&] { held.wait(); }), cancelled);
        co_await pool.run([] {});
    };
    runtime(1).run(main());

    CHECK(is_aborted(error));
    CHECK_FALSE(called);
}

TEST_CASE("cancelled while it runs, the function is told through its stop token, waited for, and its result returned")
{
    std::atomic<bool> running = false;
    int result = 0;
    auto main = [&]() -> awaitable<> {
        auto stop = [&]() -> awaitable<> {
            co_await until([&] { return running.load(); });
            throw std::runtime_error("stop");
        };
        auto wait = [&]() -> awaitable<> {
            result = co_await blocking([&](const std::stop_token& stop) {
                running = true;
                wait_for_stop(stop);
                return 5;
            });
        };
        co_await run_concurrent(wait, stop);
    };

    CHECK_THROWS_WITH(runtime(1).run(main()), "stop");
    CHECK(result == 5);
}

TEST_CASE("cancellation races with the functions, and each call ends once, with a result or without a call")
{
    constexpr int calls = 16;
    blocking_pool pool(blocking_options().threads(2));
    runtime all(2);
    for (int round = 0; round < 60; ++round) {
        std::atomic<int> called = 0;
        std::atomic<int> returned = 0;
        std::atomic<int> aborted = 0;
        auto each = [&]() -> awaitable<> {
            try {
                co_await pool.run([&] { ++called; });
                ++returned;
            } catch (const boost::system::system_error&) {
                ++aborted;
            }
        };
        auto stop = [&]() -> awaitable<> {
            co_await until([&] { return called > round % calls; });
            throw std::runtime_error("stop");
        };
        auto on_each_loop = [&]() -> awaitable<> {
            std::vector<awaitable<void>> running;
            for (int i = 0; i < calls; ++i)
                running.push_back(each());
            auto run_all = [&]() -> awaitable<> { co_await run_concurrent(std::move(running)); };
            CHECK_THROWS_WITH(co_await run_concurrent(run_all, stop), "stop");
        };
        all.run(on_all_loops(on_each_loop));
        CHECK(called == returned);
        CHECK(called + aborted == 2 * calls);
    }
    CHECK(pool.queued() == 0);
}

TEST_SUITE_END();
