#include <plait/latch.hpp>

#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <stdexcept>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::latch;
using plait::run_concurrent;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("latch");

TEST_CASE("wait returns when the count has come to zero, and at once from then on")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        latch done(3);
        auto count_down = [&] { done.count_down(); };
        auto look = [&] { CHECK_FALSE(done.is_down()); };

        co_await run_concurrent(
            done.wait(), done.wait(), call_after(10ms, count_down), call_after(20ms, count_down),
            call_after(29ms, look), call_after(30ms, count_down));
        CHECK(clock.elapsed() == 30ms);
        CHECK(done.is_down());

        co_await done.wait();
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("a latch of 0 keeps nobody waiting")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        latch none(0);
        CHECK(none.is_down());
        co_await none.wait();
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("arrive_and_wait counts when it is awaited, and waits for the others")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        latch all_here(3);
        std::vector<int> order;
        auto arrive_after = [&](std::chrono::milliseconds delay, int self) -> awaitable<> {
            awaitable<void> arrival = all_here.arrive_and_wait();
            co_await plait::sleep_for(delay);
            co_await std::move(arrival);
            CHECK(clock.elapsed() == 30ms);
            order.push_back(self);
        };
        co_await run_concurrent(arrive_after(10ms, 1), arrive_after(30ms, 3), arrive_after(20ms, 2));

        // The last arrival does not wait.
        CHECK(order == std::vector{3, 1, 2});
    });
}

TEST_CASE("counting below zero is a logic_error that says what to do, and changes nothing")
{
    latch done(2);
    CHECK_THROWS_WITH_AS(
        done.count_down(3),
        "plait::latch: counted below zero; make it with the number of all calls of count_down and arrive_and_wait, or "
        "use a new one for each round",
        std::logic_error);
    CHECK_FALSE(done.is_down());
    done.count_down(0);
    CHECK_FALSE(done.is_down());
    done.count_down(2);
    CHECK(done.is_down());
    CHECK_THROWS_AS(done.count_down(), std::logic_error);
    CHECK_THROWS_AS(run_virtual([&](virtual_clock&) { return done.arrive_and_wait(); }), std::logic_error);
}

TEST_CASE("cancelling the task ends the wait; what it has counted stays counted")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        latch done(2);
        CHECK(is_aborted(co_await cancelled_after(5ms, done.arrive_and_wait())));
        CHECK(is_aborted(co_await cancelled_after(5ms, done.wait())));
        CHECK(clock.elapsed() == 10ms);

        done.count_down();
        CHECK(done.is_down());
    });
}

TEST_CASE("a cancellation that comes after the last count changes nothing")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        latch done(1);
        plait::detail::join only(co_await boost::asio::this_coro::executor, "test");
        co_await only.run([&] {
            only.start(done.wait());
            done.count_down();
            only.cancel();
        });
        CHECK_FALSE(only.error());
    });
}

TEST_CASE("a timeout ends the wait with timed_out")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        latch never(1);
        boost::system::error_code code;
        try {
            co_await with_timeout(80ms, never.wait());
        } catch (const boost::system::system_error& error) {
            code = error.code();
        }
        CHECK(code == plait::error::timed_out);
        CHECK(clock.elapsed() == 80ms);
    });
}

TEST_CASE("tasks that still wait when their loop goes away leave the latch's queue")
{
    latch done(3);
    CHECK_THROWS(run_virtual([&](virtual_clock&) -> awaitable<> {
        co_await run_concurrent(done.wait(), done.arrive_and_wait());
    }));
    done.count_down(2); // would wake a task that is gone
    CHECK(done.is_down());
}

TEST_SUITE_END();
