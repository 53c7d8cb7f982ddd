#include <plait/after.hpp>

#include <plait/select.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <chrono>
#include <utility>

using namespace std::chrono_literals;
using plait::after;
using plait::at;
using plait::awaitable;
using plait::select;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("after");

TEST_CASE("after comes when its time has passed, counted from its call; at comes at its point in time")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK((co_await select(after(20ms), after(10ms))).index() == 1);
        CHECK(clock.elapsed() == 10ms);

        plait::timer_case early = after(10ms);
        co_await plait::sleep_for(5ms);
        co_await select(early);
        CHECK(clock.elapsed() == 20ms);

        CHECK((co_await select(at(clock.now() + 5ms), after(6ms))).index() == 0);
        CHECK(clock.elapsed() == 25ms);
    });
}

TEST_CASE("a time of zero or less and a point in the past have come already")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        co_await plait::sleep_for(1s);
        CHECK(plait::try_select(after(0s)));
        CHECK(plait::try_select(after(-1h)));
        CHECK(plait::try_select(at(clock.now() - 1ms)));
        CHECK_FALSE(plait::try_select(after(1ns)));
        co_await select(after(0s));
        CHECK(clock.elapsed() == 1s);
    });
}

TEST_CASE("the longest time there is never comes")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        co_await plait::sleep_for(1s);
        CHECK((co_await select(after(plait::clock::duration::max()), after(1h))).index() == 1);
        CHECK(clock.elapsed() == 1h + 1s);
    });
}

TEST_CASE("timers that are not chosen are gone, also when their loop goes away")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        for (int i = 0; i < 3; ++i)
            co_await select(after(1ms), after(1h), at(clock.now() + 2h));
        co_await tasks::cancelled_after(1ms, plait::sleep_for(1h));
        CHECK(clock.elapsed() == 4ms);
    });
    CHECK_THROWS(
        run_virtual([](virtual_clock&) -> awaitable<> { co_await select(at(plait::clock::time_point::max())); }));
}

TEST_SUITE_END();
