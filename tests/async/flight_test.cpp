#include <plait/detail/sync/flight.hpp>

#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>

using plait::awaitable;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("flight");

TEST_CASE("one that has found a flight, and comes too late to follow it, learns how it ended")
{
    struct counted_flight final : plait::detail::flight {
        explicit counted_flight(plait::detail::lock& guard) : flight(guard) {}
        void remove() noexcept override { ++removed; }
        int removed = 0;
    };
    run_virtual([](virtual_clock&) -> awaitable<> {
        plait::detail::lock guard;
        counted_flight left(guard);
        plait::detail::seat late(left, false);
        {
            plait::detail::seat leader(left, true);
        }
        co_await late.follow();
        CHECK(late.given_up());
        CHECK_FALSE(late.leads());
        CHECK(left.removed == 1);

        counted_flight landed(guard);
        plait::detail::seat also_late(landed, false);
        {
            plait::detail::seat leader(landed, true);
            leader.land(nullptr);
        }
        co_await also_late.follow();
        CHECK_FALSE(also_late.given_up());
        CHECK_FALSE(also_late.leads());
        CHECK(landed.removed == 1);
    });
}

TEST_SUITE_END();
