#include <plait/detail/sync/select_case.hpp>

#include <plait/after.hpp>
#include <plait/channel.hpp>
#include <plait/error.hpp>
#include <plait/event.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

using namespace std::chrono_literals;
using namespace tasks;
using plait::channel;
using plait::event;
using plait::run_concurrent;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// Waits for a case without trying it first, as if it had become ready between the two: another loop can do that.
template <class Case>
awaitable<void> wait_without_try(Case& of)
{
    plait::detail::wait waiting("test");
    typename Case::place here(waiting, of);
    co_await here.alone();
    CHECK(here.chosen());
}

} // namespace

TEST_SUITE_BEGIN("select_case");

TEST_CASE("an event that is set before the task has entered its queue is not missed, nor is a time that has come")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        event ready;
        ready.set();
        auto set = ready.waiting();
        co_await wait_without_try(set);
        auto now = plait::at(clock.now());
        co_await wait_without_try(now);
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("an item that is kept before the task has entered the queue is not missed, nor is room for one")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> prices(1);
        auto sending = prices.sending(7);
        co_await wait_without_try(sending);
        CHECK(prices.size() == 1);
        auto receiving = prices.receiving();
        co_await wait_without_try(receiving);
        CHECK(receiving.take() == 7);
        CHECK(prices.size() == 0);
    });
}

TEST_CASE("a partner that waits before the task has entered the queue is not missed")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> meeting(0);
        auto receiving = meeting.receiving();
        auto meet_sender = [&]() -> awaitable<> { co_await wait_without_try(receiving); };
        co_await run_concurrent(meeting.send(7), meet_sender);
        CHECK(receiving.take() == 7);

        auto sending = meeting.sending(8);
        auto meet_receiver = [&]() -> awaitable<> { co_await wait_without_try(sending); };
        auto [got, none] = co_await run_concurrent(meeting.receive(), meet_receiver);
        CHECK(got == 8);
    });
}

TEST_CASE("a channel that is closed before the task has entered the queue does not keep it")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> prices(1);
        prices.close();
        auto receiving = prices.receiving();
        co_await wait_without_try(receiving);
        CHECK_FALSE(receiving.take());

        auto sending = prices.sending(8);
        CHECK_THROWS_AS(co_await wait_without_try(sending), boost::system::system_error);
        CHECK(prices.size() == 0);
    });
}

TEST_CASE("a task that has been chosen for something else takes nothing, gives nothing, and wakes nobody")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> full(1);
        channel<int> empty(1);
        event ready;
        REQUIRE(full.try_send(1));
        auto late = [&]() -> awaitable<> {
            plait::detail::wait waiting("test");
            auto set = ready.waiting();
            auto receiving = full.receiving();
            auto sending = empty.sending(2);
            decltype(set)::place first(waiting, set);
            decltype(receiving)::place second(waiting, receiving);
            decltype(sending)::place third(waiting, sending);
            co_await waiting.suspend([&] {
                first.enqueue();
                ready.set();
                second.enqueue();
                third.enqueue();
            });
            CHECK(first.chosen());
            CHECK_FALSE(second.chosen());
            CHECK_FALSE(third.chosen());
        };
        co_await late();
        CHECK(full.size() == 1);
        CHECK(empty.size() == 0);
    });
}

TEST_SUITE_END();
