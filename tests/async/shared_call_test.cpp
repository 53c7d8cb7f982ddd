#include <plait/detail/sync/shared_call.hpp>

#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>

using plait::awaitable;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("shared call");

TEST_CASE("one that has found a shared_call, and comes too late to follow it, learns how it ended")
{
    struct counted_call final : plait::detail::shared_call {
        explicit counted_call(plait::detail::state_lock& guard) : shared_call(guard) {}
        void remove() noexcept override { ++removed; }
        int removed = 0;
    };
    run_virtual([](virtual_clock&) -> awaitable<> {
        plait::detail::state_lock guard;
        counted_call left(guard);
        plait::detail::participant late(left, false);
        {
            plait::detail::participant leader(left, true);
        }
        co_await late.follow();
        CHECK(late.given_up());
        CHECK_FALSE(late.leads());
        CHECK(left.removed == 1);

        counted_call ended(guard);
        plait::detail::participant also_late(ended, false);
        {
            plait::detail::participant leader(ended, true);
            leader.end(nullptr);
        }
        co_await also_late.follow();
        CHECK_FALSE(also_late.given_up());
        CHECK_FALSE(also_late.leads());
        CHECK(ended.removed == 1);
    });
}

TEST_SUITE_END();
