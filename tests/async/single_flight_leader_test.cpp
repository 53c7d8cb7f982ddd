#include <plait/single_flight.hpp>

#include <plait/context_value.hpp>
#include <plait/rate_limiter.hpp>
#include <plait/retry.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <optional>
#include <stdexcept>

using namespace std::chrono_literals;
using namespace tasks;
using plait::run_concurrent;
using plait::single_flight;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("single_flight: what the task has of its leader");

TEST_CASE("what the task does because of a limit it does not do for the leader's")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        single_flight<int, int> flights;
        plait::rate_limiter limit(5, 1); // a token each 200 ms
        co_await limit.acquire();
        std::optional<plait::clock::duration> seen;
        auto load = [&]() -> awaitable<int> {
            co_await plait::sleep_for(1ms);
            seen = plait::deadline_left();
            co_await limit.acquire(); // throws at once where a limit comes before the token
            co_return 7;
        };
        auto fail = [&]() -> awaitable<int> { throw std::runtime_error("down"); };
        auto load_twice = [&] {
            return plait::retry(plait::retry_options().backoff(200ms, 200ms).jitter(false), fail);
        };

        const auto [impatient, patient] =
            co_await run_concurrent(thrown_by(plait::with_timeout(50ms, flights.run(1, load))), flights.run(1, load));
        CHECK(impatient);
        CHECK(patient == 7);
        CHECK_FALSE(seen);

        const plait::clock::duration before = clock.elapsed();
        const auto [first, second] = co_await run_concurrent(
            thrown_by(plait::with_timeout(50ms, flights.run(2, load_twice))), thrown_by(flights.run(2, load_twice)));
        CHECK_THROWS_AS(std::rethrow_exception(first), boost::system::system_error);
        CHECK_THROWS_WITH(std::rethrow_exception(second), "down");
        CHECK(clock.elapsed() - before == 450ms); // it led from 50 ms on
    });
}

TEST_CASE("the task has the context values of the leader")
{
    static constinit plait::context_value<int> number;
    run_virtual([](virtual_clock&) -> awaitable<> {
        single_flight<int, int> flights;
        auto read = [&]() -> awaitable<int> {
            co_await plait::sleep_for(1ms);
            co_return *number.get();
        };
        const auto [lead, follow] =
            co_await run_concurrent(number.with(1, flights.run(1, read)), number.with(2, flights.run(1, read)));
        CHECK(lead == 1);
        CHECK(follow == 1);
    });
}

TEST_SUITE_END();
