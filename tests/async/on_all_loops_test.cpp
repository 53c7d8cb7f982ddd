#include <plait/on_all_loops.hpp>

#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <stdexcept>
#include <string>

using namespace std::chrono_literals;
using namespace tasks;
using plait::on_all_loops;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

// Virtual time has one loop; see threads/on_all_loops_test.cpp for more.

TEST_SUITE_BEGIN("on_all_loops");

TEST_CASE("runs each() and waits for it")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;

        co_await on_all_loops([&]() -> awaitable<> {
            ++calls;
            return plait::sleep_for(10ms);
        });

        CHECK(calls == 1);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("an error is rethrown, also when it is each() itself that throws")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        CHECK_THROWS_WITH_AS(
            co_await on_all_loops([]() -> awaitable<> { return failure_after(1ms, "boom"); }), "boom",
            std::runtime_error);
        CHECK_THROWS_WITH(
            co_await on_all_loops([]() -> awaitable<> { throw std::runtime_error("not started"); }), "not started");
    });
}

TEST_CASE("cancelling the caller cancels it, and it is waited for")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        auto each = [&]() -> awaitable<> { return watched_hour(left); };

        const std::exception_ptr error = co_await cancelled_after(10ms, on_all_loops(each));

        CHECK(is_aborted(error));
        CHECK(left);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("cancelling the caller before each() was called cancels what it starts")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        plait::detail::join outer(co_await boost::asio::this_coro::executor, "test");
        auto each = []() -> awaitable<> { return plait::sleep_for(1h); };
        co_await outer.run([&] {
            outer.start(on_all_loops(each));
            outer.cancel(); // in the same breath
        });

        CHECK(is_aborted(outer.error()));
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("a copy of each is kept until all have finished")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::string result;
        auto prepare = [&result] {
            auto each = [text = std::string(100, 'x'), &result]() -> awaitable<> {
                co_await plait::sleep_for(1ms);
                result = text;
            };
            return on_all_loops(each);
        };
        auto prepared = prepare(); // and `each` is gone
        co_await std::move(prepared);

        CHECK(result == std::string(100, 'x'));
    });
}

TEST_SUITE_END();
