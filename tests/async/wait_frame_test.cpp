#include "async/coroutine/wait_frame.hpp"

#include <plait/runtime.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <stdexcept>
#include <utility>

namespace asio = boost::asio;
using namespace tasks;
using plait::sleep_for;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

// A sleep is the wait frame here. Where wait frames are not made by hand, it behaves the same.

TEST_SUITE_BEGIN("wait frame");

TEST_CASE("one that is never awaited has not begun, and is destroyed")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const plait::detail::task& here = *(co_await asio::this_coro::executor).task();
        {
            const awaitable<> never = sleep_for(1h);
            CHECK_FALSE(here.waits_in());
        }
        co_await sleep_for(1s);
        CHECK(clock.elapsed() == 1s);
    });
}

TEST_CASE("its task waits in it until it is resumed")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const plait::executor here = co_await asio::this_coro::executor;
        plait::detail::join all(here, "test");

        co_await all.run([&] {
            all.start(sleep_for(0s));
            const plait::detail::task& sleeps = *all.first();
            CHECK(sleeps.waits_in() == std::string("sleep"));
            asio::post(here, [&sleeps] { CHECK_FALSE(sleeps.waits_in()); });
        });
    });
}

TEST_CASE("cancelled when it is over but not resumed yet, it is aborted")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        plait::detail::join all(co_await asio::this_coro::executor, "test");
        bool ended = false;
        auto sleep_and_tell = [&]() -> awaitable<> {
            co_await sleep_for(0s);
            ended = true;
        };

        co_await all.run([&] {
            all.start(sleep_and_tell());
            all.cancel();
            all.cancel();
        });

        CHECK_FALSE(ended);
        CHECK(is_aborted(all.error()));
    });
}

TEST_CASE("a coroutine that was started with co_spawn is cancelled through its slot")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const plait::executor here = co_await asio::this_coro::executor;
        asio::cancellation_signal signal;
        std::exception_ptr error;
        asio::co_spawn(here, sleep_for(1h), asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr thrown) {
                           error = std::move(thrown);
                       }));

        co_await sleep_for(1s);
        signal.emit(asio::cancellation_type::partial); // not what its state lets through
        co_await sleep_for(1s);
        CHECK_FALSE(error);
        signal.emit(asio::cancellation_type::terminal);
        co_await sleep_for(0s);

        CHECK(is_aborted(error));
        CHECK(clock.elapsed() == 2s);
    });
}

TEST_CASE("where its coroutine has a cancellation state of its own, that decides")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto deaf = []() -> awaitable<> {
            co_await sleep_for(0s); // there is none yet
            co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
            co_await sleep_for(1h);
        };
        auto hears_again = []() -> awaitable<> {
            co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
            co_await sleep_for(1h);
            co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
            co_await sleep_for(2h);
        };

        CHECK_FALSE(co_await cancelled_after(1min, deaf()));
        CHECK(clock.elapsed() == 1h);
        CHECK_FALSE(co_await cancelled_after(30min, hears_again()));
        CHECK(clock.elapsed() == 4h);
        CHECK(is_aborted(co_await cancelled_after(90min, hears_again())));
        CHECK(clock.elapsed() == 4h + 90min);
        // A task after them, in the same memory.
        CHECK(is_aborted(co_await cancelled_after(1min, sleep_for(1h))));
    });
}

TEST_CASE("a task is cancelled once: what it waits in afterwards is not")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto stubborn = []() -> awaitable<> {
            co_await asio::this_coro::throw_if_cancelled(false);
            CHECK(is_aborted(co_await thrown_by(sleep_for(1h))));
            co_await sleep_for(1h);
        };

        CHECK_FALSE(co_await cancelled_after(2s, stubborn()));

        CHECK(clock.elapsed() == 2s + 1h);
    });
}

TEST_CASE("those that wait and those that are over are destroyed with their loop, before what awaits them")
{
    int destroyed = 0;
    struct guard {
        int& destroyed;
        ~guard() { ++destroyed; }
    };
    auto child = [&](std::chrono::seconds time) -> awaitable<> {
        const guard counts{destroyed};
        co_await sleep_for(time);
    };
    plait::runtime one(1);

    CHECK_THROWS_WITH(
        one.run([&]() -> awaitable<> {
            const plait::executor here = co_await asio::this_coro::executor;
            plait::detail::join all(here, "test");
            co_await all.run([&] {
                all.start(child(3600s));
                asio::post(here, [] { throw std::runtime_error("past any coroutine"); });
                all.start(child(0s));
            });
        }()),
        "past any coroutine");

    CHECK(destroyed == 2);
}

TEST_SUITE_END();
