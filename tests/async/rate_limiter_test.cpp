#include <plait/rate_limiter.hpp>

#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using boost::system::system_error;
using plait::rate_limiter;
using plait::run_concurrent;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

static_assert(!std::is_copy_constructible_v<rate_limiter>);

namespace {

using times = std::vector<std::chrono::milliseconds>;

std::chrono::milliseconds elapsed(const virtual_clock& clock)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock.elapsed());
}

/// Acquires, and records when it got it.
awaitable<void> acquire(rate_limiter& limit, std::size_t n, const virtual_clock& clock, times& got)
{
    co_await limit.acquire(n);
    got.push_back(elapsed(clock));
}

/// The code of the error, and when it came.
struct ended {
    boost::system::error_code code;
    std::chrono::milliseconds when;
};

awaitable<ended> end_of(awaitable<void> task, const virtual_clock& clock)
{
    try {
        co_await std::move(task);
    } catch (const system_error& error) {
        co_return ended{error.code(), elapsed(clock)};
    }
    co_return ended{{}, elapsed(clock)};
}

} // namespace

TEST_SUITE_BEGIN("rate_limiter");

TEST_CASE("lets a burst through at once, then one each interval")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        rate_limiter limit(100, 3);
        times got;

        for (int i = 0; i < 6; ++i)
            co_await acquire(limit, 1, clock, got);

        CHECK(got == times{0ms, 0ms, 0ms, 10ms, 20ms, 30ms});
    });
}

TEST_CASE("the whole burst is there at once at any rate, and after a pause again, but no more")
{
    for (double rate : {60.0, 3.0, 7.0, 0.3, 1.0 / 3, 12345.0, 1e9}) {
        CAPTURE(rate);
        run_virtual(
            [](virtual_clock& clock, double rate) -> awaitable<> {
                rate_limiter limit(rate, 20);
                for (int round = 0; round < 3; ++round) {
                    const auto begin = clock.now();
                    for (int i = 0; i < 20; ++i)
                        co_await limit.acquire();
                    CHECK(clock.now() == begin);
                    CHECK_FALSE(limit.try_acquire());
                    co_await plait::sleep_for(24h);
                }
            },
            rate);
    }
}

TEST_CASE("the tokens of a pause count up to the burst, in parts too")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        rate_limiter limit(100, 5);
        CHECK(limit.try_acquire(5));

        co_await plait::sleep_for(20ms);

        CHECK_FALSE(limit.try_acquire(3));
        CHECK(limit.try_acquire(2));
        CHECK_FALSE(limit.try_acquire());
        co_await limit.acquire(5);
        CHECK(clock.elapsed() == 70ms);
    });
}

TEST_CASE("those that wait get theirs in the order in which they came, whatever they ask for")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        rate_limiter limit(100, 10);
        times got;
        CHECK(limit.try_acquire(10));

        co_await run_concurrent(
            acquire(limit, 5, clock, got), acquire(limit, 1, clock, got), acquire(limit, 3, clock, got));

        CHECK(got == times{50ms, 60ms, 90ms});
    });
}

TEST_CASE("try_acquire does not overtake those that wait")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        rate_limiter limit(100, 10);
        CHECK(limit.try_acquire(10));
        auto try_meanwhile = [&]() -> awaitable<> {
            co_await plait::sleep_for(45ms); // four tokens are there, reserved
            CHECK_FALSE(limit.try_acquire());
        };

        co_await run_concurrent(limit.acquire(5), try_meanwhile);

        CHECK(clock.elapsed() == 50ms);
    });
}

TEST_CASE("one that is cancelled ends its wait at once, and gives the reservation back if nobody is behind it")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        rate_limiter limit(100, 1);
        CHECK(limit.try_acquire());

        CHECK(is_aborted(co_await cancelled_after(4ms, limit.acquire())));
        CHECK(clock.elapsed() == 4ms);
        co_await limit.acquire();

        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("none of those behind one that is cancelled is moved forward, and the next comes after them")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        rate_limiter limit(100, 1);
        times got;
        CHECK(limit.try_acquire());
        auto leave = [&]() -> awaitable<> { co_await cancelled_after(4ms, limit.acquire()); };
        auto come_later = [&]() -> awaitable<> {
            co_await plait::sleep_for(5ms);
            co_await acquire(limit, 1, clock, got);
        };

        co_await run_concurrent(leave, acquire(limit, 1, clock, got), come_later);

        CHECK(got == times{20ms, 30ms});
    });
}

TEST_CASE("what was given back in between comes free when all behind it have left too")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        rate_limiter limit(100, 1);
        times got;
        CHECK(limit.try_acquire());
        auto leave_after = [&](std::chrono::milliseconds time) -> awaitable<> {
            co_await cancelled_after(time, limit.acquire());
        };
        auto come_later = [&]() -> awaitable<> {
            co_await plait::sleep_for(5ms);
            co_await acquire(limit, 1, clock, got);
        };

        co_await run_concurrent(
            acquire(limit, 1, clock, got), leave_after(1ms), leave_after(2ms), leave_after(3ms), come_later);

        CHECK(got == times{10ms, 20ms}); // not 40ms, with two places lost
    });
}

TEST_CASE("if the tokens would come after the deadline, it is timed_out at once, and takes nobody's place")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        rate_limiter limit(100, 1);
        CHECK(limit.try_acquire());

        const ended late = co_await end_of(plait::with_timeout(9ms, limit.acquire()), clock);
        CHECK(late.code == plait::error::timed_out);
        CHECK(late.when == 0ms);

        const ended just = co_await end_of(plait::with_timeout(10ms, limit.acquire()), clock);
        CHECK_FALSE(just.code.failed());
        CHECK(just.when == 10ms);
    });
}

TEST_CASE("with a deadline, what is there already is taken")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        rate_limiter limit(1, 1);

        co_await plait::with_timeout(0ms, limit.acquire());

        CHECK_FALSE(limit.try_acquire());
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("more than the burst is refused, as it would never be there")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        rate_limiter limit(100, 20);

        CHECK_THROWS_WITH_AS(
            co_await limit.acquire(30),
            "rate_limiter::acquire(30): more than the burst of 20, so never there at once; give the limiter a larger "
            "burst, or take them in parts",
            std::invalid_argument);
        CHECK_THROWS_AS((void)limit.try_acquire(21), std::invalid_argument);
        CHECK(limit.try_acquire(20));
    });
}

TEST_CASE("a rate or a burst that makes no sense is refused")
{
    struct row {
        const char* name;
        double per_second;
        std::size_t burst;
    };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (row r :
         {row{"no rate", 0, 1}, row{"less than none", -1, 1},
          row{"no number", std::numeric_limits<double>::quiet_NaN(), 1}, row{"without end", infinity, 1},
          row{"no burst", 1, 0}, row{"a token in centuries", 1e-30, 1},
          row{"a burst in centuries", 1, std::size_t(1) << 60}}) {
        CAPTURE(r.name);
        CHECK_THROWS_AS(rate_limiter(r.per_second, r.burst), std::invalid_argument);
    }
    CHECK_NOTHROW(rate_limiter(1e-9, 1));
}

TEST_SUITE_END();
