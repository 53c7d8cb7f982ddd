#include <plait/first_success.hpp>

#include <plait/error.hpp>
#include <plait/failures.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/only_moved.hpp>
#include <support/tasks.hpp>

#include <functional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::first_success;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("first_success");

TEST_CASE("returns the result of the first to succeed: failures before it do not count")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const int first =
            co_await first_success(failure_after<int>(5ms, "down"), value_after(20ms, 2), value_after(10ms, 3));

        CHECK(first == 3);
        CHECK(clock.elapsed() == 10ms);
    });

    CHECK(dropped.texts().empty());
}

TEST_CASE("the others are cancelled, and awaited: one that ignores cancellation delays the return")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;

        co_await first_success(watched_hour(left), plait::sleep_for(10ms), ignore_cancellation_for(30ms));

        CHECK(left);
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("if all fail it throws failures, with the errors in the order in which they came")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const std::exception_ptr thrown = co_await thrown_by(first_success(
            failure_after<int>(20ms, "second"), failure_after<int>(30ms, "third"), failure_after<int>(10ms, "first")));

        CHECK(plait::describe(thrown) == "first_success: 3 errors: first; second; third");
        CHECK_THROWS_AS(std::rethrow_exception(thrown), plait::failures);
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("one task alone may succeed or fail")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        CHECK(co_await first_success(value_at_once(1)) == 1);
        CHECK_THROWS_WITH_AS(
            co_await first_success(failure_at_once("down")), "first_success: 1 error: down", plait::failures);
    });
}

TEST_CASE("when one has succeeded at once, those after it are not started")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        bool started = false;
        auto before = [&]() -> awaitable<int> {
            co_await watched_hour(left);
            co_return 1;
        };
        auto later = [&]() -> awaitable<int> {
            started = true;
            return value_at_once(4);
        };

        CHECK(co_await first_success(before, failure_at_once<int>("down"), value_at_once(3), later) == 3);

        CHECK(left);
        CHECK_FALSE(started);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("an error of one that is cancelled goes to on_dropped_error, and its cancellation does not")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock&) -> awaitable<> {
        CHECK(
            co_await first_success(failure_when_cancelled<int>("late"), value_after(1ms, 2), value_after(1h, 3)) == 2);
    });

    CHECK(dropped.texts() == std::vector<std::string>{"first_success: late"});
}

TEST_CASE("callables are kept until all tasks have ended")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::string result;
        auto prepare = [&result] {
            auto loser = [text = std::string(100, 'x'), &result]() -> awaitable<> {
                co_await ignore_cancellation_for(20ms);
                result = text;
            };
            return first_success(loser, plait::sleep_for(10ms));
        };
        auto prepared = prepare(); // and `loser` is gone
        co_await std::move(prepared);

        CHECK(result == std::string(100, 'x'));
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("a result may be of a type that can only be moved and has no default, or a reference")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int variable = 1;
        auto refer = [&]() -> awaitable<int&> { co_return variable; };
        auto move = []() -> awaitable<only_moved> { co_return only_moved(2); };

        int& referred = co_await first_success(refer, refer);
        const only_moved moved = co_await first_success(move);

        CHECK(&referred == &variable);
        CHECK(moved.number() == 2);
    });
}

TEST_CASE("a range may be of awaitables, of callables, or a view that is asked for no more than it needs")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::vector<awaitable<int>> asked;
        asked.push_back(failure_after<int>(5ms, "down"));
        asked.push_back(value_after(10ms, 1));
        std::vector<std::function<awaitable<int>()>> functions(2, [] { return value_after(10ms, 2); });
        int made = 0;
        auto make = [&](int i) {
            ++made;
            return i < 2 ? failure_at_once<int>("down") : value_at_once(i);
        };

        CHECK(co_await first_success(std::move(asked)) == 1);
        CHECK(co_await first_success(functions) == 2);
        CHECK(co_await first_success(std::views::iota(0, 9) | std::views::transform(make)) == 2);
        CHECK(made == 3);
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("an empty range is invalid_argument")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        CHECK_THROWS_WITH_AS(
            co_await first_success(std::vector<awaitable<void>>()),
            "first_success of an empty range: nothing could be first; give at least one task", std::invalid_argument);
    });
}

TEST_CASE("what a range throws is rethrown when the tasks it made have been cancelled and awaited")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto make = [&](int i) {
            if (i == 1)
                throw std::runtime_error("no more");
            return stubborn_value_after(20ms, i);
        };

        CHECK_THROWS_WITH(co_await first_success(std::views::iota(0, 3) | std::views::transform(make)), "no more");
        CHECK(clock.elapsed() == 20ms);
    });
    CHECK(dropped.texts().empty());
}

TEST_CASE("what a range throws before it has made a task is rethrown")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto throws = [](int) -> bool { throw std::runtime_error("no first"); };
        auto make = [](int i) { return value_at_once(i); };
        auto tasks = std::views::iota(0, 3) | std::views::filter(throws) | std::views::transform(make);

        CHECK_THROWS_WITH(co_await first_success(tasks), "no first");
    });
}

TEST_CASE("a callable that throws in place of returning a task counts as one that failed")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto throws = []() -> awaitable<int> { throw std::runtime_error("not even started"); };
        std::vector<std::function<awaitable<int>()>> functions(2, throws);

        CHECK(co_await first_success(throws, value_after(10ms, 2)) == 2);
        CHECK_THROWS_WITH(
            co_await first_success(functions), "first_success: 2 errors: not even started; not even started");
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("cancelling the caller cancels every task, they are waited for, and it is operation_aborted")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left[2] = {};
        auto stubborn = []() -> awaitable<> {
            co_await plait::run_concurrent(ignore_cancellation_for(30ms), wait_for_ever());
        };
        auto work = [&]() -> awaitable<> {
            co_await first_success(watched_hour(left[0]), failure_after(5ms, "down"), stubborn, watched_hour(left[1]));
        };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK(is_aborted(error));
        CHECK((left[0] && left[1]));
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("after a cancellation of the caller, an error of a task goes to on_dropped_error")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto work = []() -> awaitable<> {
            // The earlier error is dropped.
            co_await first_success(failure_when_cancelled("late"), failure_after(5ms, "before"), wait_for_ever());
        };

        CHECK(is_aborted(co_await cancelled_after(10ms, work())));
    });

    CHECK(dropped.texts() == std::vector<std::string>{"first_success: late"});
}

TEST_CASE("a task that succeeds although the caller was cancelled gives the result")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int result = 0;
        auto work = [&]() -> awaitable<> {
            result = co_await first_success(stubborn_value_after(20ms, 1), value_after(1h, 2));
        };

        CHECK_FALSE(co_await cancelled_after(10ms, work()));
        CHECK(result == 1);
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_SUITE_END();
