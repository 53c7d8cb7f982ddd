// Asio's own && and ||, of which a cancellation makes multiple_exceptions.

#if defined(__GNUC__) && !defined(__clang__)
// False of what Asio's parallel_group keeps of a task: that it is there, Asio knows by a flag beside it.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <plait/awaitable.hpp>

#include <plait/error.hpp>
#include <plait/first_success.hpp>
#include <plait/race.hpp>
#include <plait/retry.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/scope.hpp>
#include <plait/single_flight.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <doctest/doctest.h>
#include <support/codes.hpp>
#include <support/dropped_errors.hpp>
#include <support/tasks.hpp>

#include <stdexcept>

using namespace std::chrono_literals;
using namespace tasks;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

awaitable<> both_hours()
{
    using namespace boost::asio::experimental::awaitable_operators;
    co_await (plait::sleep_for(1h) && plait::sleep_for(1h));
}

awaitable<> either_hour()
{
    using namespace boost::asio::experimental::awaitable_operators;
    co_await (plait::sleep_for(1h) || plait::sleep_for(1h));
}

} // namespace

TEST_SUITE_BEGIN("Asio's awaitable operators");

TEST_CASE("what they throw when they are cancelled is a cancellation")
{
    for (awaitable<> (*hours)() : {&both_hours, &either_hour}) {
        const dropped_errors dropped;
        run_virtual([hours](virtual_clock& clock) -> awaitable<> {
            CHECK(is_aborted(co_await cancelled_after(1ms, hours())));

            CHECK(co_await code_of(plait::with_timeout(1ms, hours())) == plait::error::timed_out);

            co_await plait::with_scope([&](plait::scope& tasks) -> awaitable<> {
                tasks.start(hours());
                co_await plait::sleep_for(1ms);
                tasks.cancel();
            });

            CHECK((co_await plait::race(hours(), value_after(1ms, 7))).index() == 1);
            CHECK(
                (co_await plait::first_success(
                    value_after(1ms, 7),
                    [=]() -> awaitable<int> {
                        co_await hours();
                        co_return 0;
                    }))
                == 7);
            CHECK_THROWS_WITH(co_await plait::run_concurrent(failure_after(1ms, "boom"), hours()), "boom");

            int calls = 0;
            auto count = [&] {
                ++calls;
                return hours();
            };
            CHECK(is_aborted(co_await cancelled_after(1ms, plait::retry(count))));
            CHECK(calls == 1);

            CHECK(clock.elapsed() == 7ms);
        });
        CHECK(dropped.texts().empty());
    }
}

TEST_SUITE_END();
