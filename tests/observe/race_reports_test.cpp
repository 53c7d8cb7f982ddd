#include <plait/observe/race_reports.hpp>

#include <plait/error.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/codes.hpp>

#include <string_view>

using namespace std::chrono_literals;
using plait::awaitable;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("race reports");

// What a detector finds is tested with a server that has a race, in tests/race.
TEST_CASE("where nothing has raced there is nothing to take, and a watch goes on until it is cancelled")
{
    plait::race_reports races;
    CHECK(races.take().empty());
    CHECK(races.count() == 0);
    run_virtual([&](virtual_clock& clock) -> awaitable<> {
        int reported = 0;
        auto watch = [&] { return races.watch([&](std::string_view) { ++reported; }, 2s); };
        CHECK((co_await tasks::code_of(plait::with_timeout(7s, watch))) == plait::error::timed_out);
        CHECK(clock.elapsed() == 7s);
        CHECK(reported == 0);
    });
}

TEST_SUITE_END();
