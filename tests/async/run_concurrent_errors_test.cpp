#include <plait/run_concurrent.hpp>

#include <plait/error.hpp>
#include <plait/executor.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/tasks.hpp>

#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::run_concurrent;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

struct own_error {
    int number;
};

awaitable<int> own_failure_after(std::chrono::milliseconds delay, int number)
{
    co_await plait::sleep_for(delay);
    throw own_error{number};
}

/// Suspends, is resumed at once, and fails: so it finishes while its siblings are still being started.
awaitable<void> failure_while_starting(std::string message)
{
    co_await boost::asio::dispatch(co_await boost::asio::this_coro::executor, boost::asio::deferred);
    throw std::runtime_error(message);
}

} // namespace

TEST_SUITE_BEGIN("run_concurrent: errors and cancellation");

TEST_CASE("the first task to fail cancels the others, and is rethrown when the last of them has finished")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;

        CHECK_THROWS_WITH_AS(
            co_await run_concurrent(failure_after(10ms, "boom"), watched_hour(left)), "boom", std::runtime_error);

        CHECK(left);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("the first error is rethrown unchanged, whatever its type")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int caught = 0;
        try {
            co_await run_concurrent(own_failure_after(1ms, 5), value_after(2ms, 1));
        } catch (const own_error& error) {
            caught = error.number;
        }
        CHECK(caught == 5);
    });
}

TEST_CASE("of several failures, the earliest wins whatever its position")
{
    struct row {
        const char* name;
        std::chrono::milliseconds first;
        std::chrono::milliseconds second;
        const char* thrown;
    };
    const dropped_errors dropped;
    for (row r :
         {row{"first argument fails first", 10ms, 20ms, "first"},
          row{"second argument fails first", 20ms, 10ms, "second"}}) {
        CAPTURE(r.name);
        run_virtual(
            [](virtual_clock&, row r) -> awaitable<> {
                CHECK_THROWS_WITH(
                    co_await run_concurrent(failure_after(r.first, "first"), failure_after(r.second, "second")),
                    r.thrown);
            },
            r);
    }
    CHECK(dropped.texts().empty()); // the later one was cancelled before it failed
}

TEST_CASE("an error that comes after the first goes to on_dropped_error")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto fails_when_cancelled = []() -> awaitable<> {
            std::exception_ptr cancelled;
            try {
                co_await plait::sleep_for(1h);
            } catch (...) {
                cancelled = std::current_exception();
            }
            throw std::runtime_error(is_aborted(cancelled) ? "second" : "not cancelled");
        };

        CHECK_THROWS_WITH(co_await run_concurrent(failure_after(1ms, "first"), fails_when_cancelled), "first");
    });

    CHECK(dropped.texts() == std::vector<std::string>{"run_concurrent: second"});
}

TEST_CASE("of two that fail in the same moment, the second goes to on_dropped_error")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock&) -> awaitable<> {
        CHECK_THROWS_WITH(co_await run_concurrent(failure_at_once("first"), failure_at_once("second")), "first");
    });

    CHECK(dropped.texts() == std::vector<std::string>{"run_concurrent: second"});
}

TEST_CASE("cancellations that the join caused itself are not reported")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock&) -> awaitable<> {
        bool left = false;
        CHECK_THROWS_WITH(
            co_await run_concurrent(watched_hour(left), failure_after(1ms, "boom"), wait_for_ever()), "boom");
    });

    CHECK(dropped.texts().empty());
}

TEST_CASE("a task that fails while the others are being started cancels those as well")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool before = false;
        bool after = false;

        CHECK_THROWS_WITH(
            co_await run_concurrent(watched_hour(before), failure_while_starting("boom"), watched_hour(after)), "boom");

        CHECK(before);
        CHECK(after);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("a callable that throws when it is called counts as a task that failed")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        bool started = false;
        auto throws = []() -> awaitable<> { throw std::runtime_error("not even started"); };
        auto never = [&]() -> awaitable<> {
            started = true;
            return wait_for_ever();
        };

        CHECK_THROWS_WITH(co_await run_concurrent(watched_hour(left), throws, never), "not even started");

        CHECK(left);
        CHECK_FALSE(started);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("in a range, the first failure cancels the others and is rethrown")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        std::vector<awaitable<void>> asked;
        asked.push_back(watched_hour(left));
        asked.push_back(failure_after(5ms, "boom"));

        CHECK_THROWS_WITH(co_await run_concurrent(std::move(asked)), "boom");

        CHECK(left);
        CHECK(clock.elapsed() == 5ms);
    });
}

TEST_CASE("cancelling the caller cancels every task, at every depth")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left[3] = {};
        auto inner = [&]() -> awaitable<> { co_await run_concurrent(watched_hour(left[0]), watched_hour(left[1])); };
        auto outer = [&]() -> awaitable<> { co_await run_concurrent(inner, watched_hour(left[2])); };

        const std::exception_ptr error = co_await cancelled_after(10ms, outer());

        CHECK(is_aborted(error));
        CHECK((left[0] && left[1] && left[2]));
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("of the errors of tasks whose caller is cancelled, the first that is not a cancellation is rethrown")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto work = [&]() -> awaitable<> {
            co_await run_concurrent(
                failure_when_cancelled("third"), failure_when_cancelled("second"), failure_when_cancelled("first"),
                wait_for_ever());
        };
        CHECK_THROWS_WITH(std::rethrow_exception(co_await cancelled_after(10ms, work())), "first");
    });
    CHECK(dropped.texts() == std::vector<std::string>{"run_concurrent: second", "run_concurrent: third"});
}

TEST_CASE("the call still waits for all of them: a task that ignores cancellation delays the return")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto work = [&]() -> awaitable<> { co_await run_concurrent(ignore_cancellation_for(30ms), wait_for_ever()); };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK(is_aborted(error));
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("if all of them finish with a result although the caller was cancelled, nothing is thrown")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool returned = false;
        auto work = [&]() -> awaitable<> {
            co_await run_concurrent(ignore_cancellation_for(30ms), ignore_cancellation_for(20ms));
            returned = true;
        };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK_FALSE(error);
        CHECK(returned);
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("if the caller was cancelled before, no task is started")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool started = false;
        auto work = [&]() -> awaitable<> {
            try {
                co_await plait::sleep_for(1h);
            } catch (const boost::system::system_error&) { // carries on, although it is cancelled
            }
            auto child = [&]() -> awaitable<> {
                started = true;
                co_return;
            };
            co_await run_concurrent(child);
        };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK(is_aborted(error));
        CHECK_FALSE(started);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("a child that cancels the caller while its siblings are being started is waited for, as they are")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        plait::detail::join outer(co_await boost::asio::this_coro::executor, "test");
        bool left[2] = {};
        auto work = [&]() -> awaitable<> {
            auto cancels_caller = [&]() -> awaitable<> {
                outer.cancel();
                co_await ignore_cancellation_for(20ms);
            };
            co_await run_concurrent(watched_hour(left[0]), cancels_caller, watched_hour(left[1]));
        };

        co_await outer.run([&] { outer.start(work()); });

        CHECK(is_aborted(outer.error()));
        CHECK((left[0] && left[1]));
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_SUITE_END();
