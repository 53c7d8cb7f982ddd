#include <plait/sleep.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <string>

using namespace std::chrono_literals;
using namespace tasks;
using plait::run_concurrent;
using plait::sleep_for;
using plait::sleep_until;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("sleep");

TEST_CASE("sleep_for suspends the caller for a time")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        co_await sleep_for(100ms);
        CHECK(clock.elapsed() == 100ms);
    });
}

TEST_CASE("the time runs from where the sleep is awaited, not from where it was made")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        awaitable<> prepared = sleep_for(10ms);
        co_await sleep_for(5ms);

        co_await std::move(prepared);

        CHECK(clock.elapsed() == 15ms);
    });
}

TEST_CASE("sleep_until suspends the caller until a point in time, or not for long if that has passed")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const plait::clock::time_point begin = plait::clock::now();
        co_await sleep_until(begin + 2s);
        CHECK(clock.elapsed() == 2s);

        co_await sleep_until(begin + 1s);
        CHECK(clock.elapsed() == 2s);
    });
}

TEST_CASE("does not hold its thread: others run meanwhile, and wake in the order of their times")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::string order;
        auto wake = [&](std::chrono::milliseconds when, char letter) -> awaitable<> {
            co_await sleep_for(when);
            order += letter;
        };

        co_await run_concurrent(wake(3ms, 'c'), wake(1ms, 'a'), wake(2ms, 'b'), wake(3ms, 'd'));

        CHECK(order == "abcd");
    });
}

TEST_CASE("throws operation_aborted if the caller is cancelled, which ends the sleep")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const std::exception_ptr error = co_await cancelled_after(10ms, sleep_for(1h));

        CHECK(is_aborted(error));
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("cancelled and due in the same moment, the sleep has ended")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const std::exception_ptr error = co_await cancelled_after(10ms, sleep_for(10ms));

        CHECK_FALSE(error);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("a time of zero or less lets the other tasks of the loop run once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::string order;
        auto twice = [&](plait::clock::duration pause, char letter) -> awaitable<> {
            order += letter;
            co_await sleep_for(pause);
            order += letter;
        };

        co_await run_concurrent(twice(0s, 'a'), twice(-1h, 'b'), twice(plait::clock::duration::min(), 'c'));

        CHECK(order == "abcabc");
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("a sleep of no time ends too when it is cancelled")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        for (const plait::clock::duration time : {0ns, -1ns}) {
            bool aborted = false;
            auto sleep = [&]() -> awaitable<> {
                try {
                    co_await sleep_for(time);
                } catch (const boost::system::system_error& error) {
                    aborted = error.code() == boost::asio::error::operation_aborted;
                }
            };
            plait::detail::join only(co_await boost::asio::this_coro::executor, "test");
            co_await only.run([&] {
                only.start(sleep());
                only.cancel();
                only.cancel();
            });
            CHECK(aborted);
        }
    });
}

TEST_CASE("a time that has no end is never reached, and can be cancelled")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        co_await sleep_for(1s);
        auto endless = sleep_for(plait::clock::duration::max());

        const std::exception_ptr error = co_await cancelled_after(10ms, std::move(endless));

        CHECK(is_aborted(error));
        CHECK(clock.elapsed() == 1010ms);
    });
}

TEST_SUITE_END();
