#include <plait/scope.hpp>

#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

using namespace std::chrono_literals;
using namespace tasks;
using plait::scope;
using plait::scope_options;
using plait::with_scope;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("scope: cancellation");

TEST_CASE("cancelling the caller cancels the body and the tasks, and waits for them")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left[2] = {};
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(watched_hour(left[0]));
            tasks.start(ignore_cancellation_for(30ms));
            co_await watched_hour(left[1]);
        };

        const std::exception_ptr error = co_await cancelled_after(10ms, with_scope(body));

        CHECK(is_aborted(error));
        CHECK((left[0] && left[1]));
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("cancelling the caller when only tasks are left cuts them off, and says so")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(watched_hour(left));
            co_return;
        };
        CHECK(is_aborted(co_await cancelled_after(10ms, with_scope(body))));
        CHECK(left);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("drain: the body is cancelled at once, and tasks have that time to finish")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int sum = 0;
        bool left = false;
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(call_after(50ms, [&] { ++sum; }));
            co_await watched_hour(left);
        };

        const std::exception_ptr error
            = co_await cancelled_after(10ms, with_scope(scope_options().drain(1s), body));

        CHECK(is_aborted(error)); // the body's
        CHECK(left);
        CHECK(sum == 1);
        CHECK(clock.elapsed() == 50ms);
    });
}

TEST_CASE("drain: what is not done by then is cancelled")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left[2] = {};
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(watched_hour(left[0]));
            co_await watched_hour(left[1]);
        };
        co_await cancelled_after(10ms, with_scope(scope_options().drain(100ms), body));
        CHECK((left[0] && left[1]));
        CHECK(clock.elapsed() == 110ms);
    });
}

TEST_CASE("cancel ends all of it, and that is no error")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        co_await with_scope([&](scope& tasks) -> awaitable<> {
            tasks.start(watched_hour(left));
            co_await plait::sleep_for(5ms);
            tasks.cancel();
        });
        CHECK(left);
        CHECK(clock.elapsed() == 5ms);
    });
}

TEST_CASE("a task that is started after cancel is cancelled at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        co_await with_scope([&](scope& tasks) -> awaitable<> {
            tasks.cancel();
            tasks.start(watched_hour(left));
            co_return;
        });
        CHECK(left);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_SUITE_END();
