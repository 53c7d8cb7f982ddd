#include <plait/event.hpp>

#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::event;
using plait::run_concurrent;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

awaitable<void> wait_and_note(event& awaited, std::vector<int>& order, int self)
{
    co_await awaited.wait();
    order.push_back(self);
}

} // namespace

TEST_SUITE_BEGIN("event");

TEST_CASE("set lets all that wait go on, in the order of arrival")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        event ready;
        std::vector<int> order;
        auto set = [&] {
            ready.set();
            CHECK(order.empty()); // they go on when the loop comes to them, not inside of set
        };
        co_await run_concurrent(
            wait_and_note(ready, order, 1), wait_and_note(ready, order, 2), wait_and_note(ready, order, 3),
            call_after(10ms, set));

        CHECK(order == std::vector{1, 2, 3});
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("an event that is set keeps nobody waiting, until reset")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        event ready;
        CHECK_FALSE(ready.is_set());
        ready.set();
        ready.set(); // no more than once
        CHECK(ready.is_set());
        co_await ready.wait();
        co_await ready.wait();
        CHECK(clock.elapsed() == 0s);

        ready.reset();
        CHECK_FALSE(ready.is_set());
        co_await run_concurrent(ready.wait(), call_after(10ms, [&] { ready.set(); }));
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("those that set has let go do go on, even if reset comes before their turn")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        event ready;
        std::vector<int> order;
        auto pulse = [&] {
            ready.set();
            ready.reset();
        };
        co_await run_concurrent(
            wait_and_note(ready, order, 1), wait_and_note(ready, order, 2), call_after(10ms, pulse));

        CHECK(order == std::vector{1, 2});
    });
}

TEST_CASE("cancelling the task ends the wait, and the others wait on")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        event ready;
        std::vector<int> order;
        auto give_up = [&]() -> awaitable<> {
            CHECK(is_aborted(co_await cancelled_after(5ms, wait_and_note(ready, order, 2))));
            CHECK(clock.elapsed() == 5ms);
        };
        co_await run_concurrent(
            wait_and_note(ready, order, 1), give_up, wait_and_note(ready, order, 3),
            call_after(10ms, [&] { ready.set(); }));

        CHECK(order == std::vector{1, 3});
    });
}

TEST_CASE("a cancellation that comes after set changes nothing")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        event ready;
        std::vector<int> order;
        plait::detail::join only(co_await boost::asio::this_coro::executor, "test");
        co_await only.run([&] {
            only.start(wait_and_note(ready, order, 1));
            ready.set();
            only.cancel();
        });
        CHECK(order == std::vector{1});
    });
}

TEST_CASE("a timeout ends the wait with timed_out")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        event never;
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

TEST_CASE("tasks that still wait when their loop goes away leave the event's queue")
{
    event never;
    std::vector<int> order;
    CHECK_THROWS(run_virtual([&](virtual_clock&) -> awaitable<> {
        co_await run_concurrent(wait_and_note(never, order, 1), wait_and_note(never, order, 2));
    }));
    never.set(); // would wake a task that is gone
    CHECK(order.empty());
}

TEST_SUITE_END();
