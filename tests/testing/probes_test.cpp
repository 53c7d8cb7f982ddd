#include <plait/testing/probes.hpp>

#include <plait/channel.hpp>
#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <thread>
#include <utility>

using namespace std::chrono_literals;
using plait::awaitable;
using plait::run_concurrent;
using plait::testing::cancellation_probe;
using plait::testing::lifetime_counts;
using plait::testing::lifetime_probe;
using plait::testing::order_probe;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("probes");

TEST_CASE("lifetime_counts says how many probes are alive, and how they came about")
{
    lifetime_counts counts;
    {
        lifetime_probe first(counts);
        const lifetime_probe copy = first;
        const lifetime_probe moved = std::move(first);
        CHECK(counts.alive() == 3);
        CHECK(moved.valid());
    }
    CHECK(counts.alive() == 0);
    CHECK(counts.constructed() == 3);
    CHECK(counts.copied() == 1);
    CHECK(counts.moved() == 1);
    CHECK(counts.destroyed() == 3);
}

TEST_CASE("a channel copies no item, and destroys what it keeps")
{
    lifetime_counts counts;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        plait::channel<lifetime_probe> kept(2);
        co_await kept.send(lifetime_probe(counts));
        CHECK(counts.alive() == 1);
    });
    CHECK(counts.alive() == 0);
    CHECK(counts.copied() == 0);
}

TEST_CASE("order_probe has the labels in the order in which things happened, from any task")
{
    order_probe order;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        auto late = [&]() -> awaitable<void> {
            co_await plait::sleep_for(1s);
            order.note("c");
        };
        auto at_once = [&]() -> awaitable<void> {
            order.note("b");
            co_return;
        };
        order.note("a");
        co_await run_concurrent(late, at_once);
    });
    CHECK(order.text() == "a, b, c");
}

TEST_CASE("cancellation_probe says that it was reached, and that and when it was cancelled")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        cancellation_probe probe;
        auto waits = [&]() -> awaitable<void> {
            co_await plait::sleep_for(1s);
            co_await probe.wait();
        };
        CHECK_FALSE(probe.reached());
        CHECK_THROWS_AS(co_await plait::with_timeout(3s, waits), boost::system::system_error);

        CHECK(probe.reached_at() == 1s);
        CHECK(probe.cancelled());
        CHECK(probe.cancelled_at() == 3s);
        CHECK(probe.waiting() == 0);
        CHECK(clock.elapsed() == 3s);
    });
}

TEST_CASE("cancelling the caller ends the wait of a cancellation_probe with operation_aborted")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        cancellation_probe probe;
        CHECK(tasks::is_aborted(co_await tasks::cancelled_after(3s, probe.wait())));
        CHECK(probe.cancelled_at() == 3s);
    });
}

TEST_CASE("a task that is cancelled before it starts does not reach the probe")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        cancellation_probe probe;
        auto cancelled = [&]() -> awaitable<void> {
            try {
                co_await plait::sleep_for(1h);
            } catch (const boost::system::system_error&) {
            }
            co_await probe.wait();
        };
        CHECK(tasks::is_aborted(co_await tasks::cancelled_after(1s, cancelled())));
        CHECK_FALSE(probe.reached());
        CHECK_FALSE(probe.cancelled());
    });
}

TEST_CASE("cancellation_probe waits for ever: alone, it is a deadlock, and not a cancellation")
{
    cancellation_probe probe;
    CHECK_THROWS_AS(
        run_virtual([&](virtual_clock&) -> awaitable<void> { co_await probe.wait(); }), boost::system::system_error);
    CHECK(probe.reached());
    CHECK_FALSE(probe.cancelled());
    CHECK(probe.waiting() == 0);
}

TEST_SUITE_END();
