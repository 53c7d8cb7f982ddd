#include <plait/clock.hpp>

#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <concepts>

using namespace std::chrono_literals;
using plait::awaitable;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

// libc++ has no std::chrono::is_clock.
static_assert(plait::clock::is_steady);
static_assert(std::same_as<decltype(plait::clock::now()), plait::clock::time_point>);
static_assert(std::same_as<plait::clock::time_point::duration, plait::clock::duration>);
static_assert(std::same_as<plait::clock::duration, std::chrono::duration<plait::clock::rep, plait::clock::period>>);

TEST_SUITE_BEGIN("clock");

TEST_CASE("is std::chrono::steady_clock outside of virtual time")
{
    const auto before = std::chrono::steady_clock::now().time_since_epoch();
    const auto now = plait::clock::now().time_since_epoch();
    const auto after = std::chrono::steady_clock::now().time_since_epoch();

    CHECK(before <= now);
    CHECK(now <= after);
}

TEST_CASE("coarse_now is on the same time line as now, and up to one tick of the kernel behind")
{
    const plait::clock::time_point before = plait::clock::now();
    const plait::clock::time_point coarse = plait::clock::coarse_now();
    const plait::clock::time_point after = plait::clock::now();

    CHECK(coarse <= after);
    CHECK(coarse > before - 20ms); // a tick is at most 10 ms on the kernels there are
}

TEST_CASE("wall_now is the time of day")
{
    const auto before = std::chrono::system_clock::now();
    const auto now = plait::clock::wall_now();
    const auto after = std::chrono::system_clock::now();

    CHECK(before <= now);
    CHECK(now <= after);
}

TEST_CASE("in virtual time it stands still until nothing can run, and then jumps to the next timer")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const plait::clock::time_point begin = plait::clock::now();
        for (int i = 0; i < 100; ++i)
            co_await plait::sleep_for(0s); // others may run
        CHECK(plait::clock::now() == begin);
        CHECK(plait::clock::coarse_now() == begin);

        co_await plait::sleep_for(24h);

        CHECK(plait::clock::now() == begin + 24h);
        CHECK(plait::clock::coarse_now() == begin + 24h);
    });
}

TEST_CASE("in virtual time, wall_now is midnight of 2000-01-01 UTC plus now")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        constexpr std::chrono::sys_days start = std::chrono::year(2000) / 1 / 1;
        CHECK((plait::clock::wall_now() == start));

        co_await plait::sleep_for(90min);

        CHECK((plait::clock::wall_now() == start + 90min));
    });
}

TEST_SUITE_END();
