#include <plait/testing/virtual_time.hpp>

#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/probes.hpp>
#include <plait/with_timeout.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>
#include <support/uses_parent_at_end.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;
using namespace tasks;
using boost::system::system_error;
using plait::testing::lifetime_counts;
using plait::testing::lifetime_probe;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("virtual_time");

TEST_CASE("time goes straight to the next timer, so a test of years takes none")
{
    const auto begin = std::chrono::steady_clock::now();
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK(clock.elapsed() == 0s);
        co_await plait::sleep_for(24h * 365);
        CHECK(clock.elapsed() == 24h * 365);
        CHECK(clock.now() == plait::clock::now());
    });
    CHECK(std::chrono::steady_clock::now() - begin < 1min);
}

TEST_CASE("time stands still while anything can run")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int rounds = 0;
        auto spin = [&]() -> awaitable<> {
            for (; rounds < 1000; ++rounds)
                co_await plait::sleep_for(0s);
            CHECK(clock.elapsed() == 0s);
        };
        auto tick = [&]() -> awaitable<> {
            co_await plait::sleep_for(1ns);
            CHECK(rounds == 1000);
        };
        co_await plait::run_concurrent(spin, tick);
    });
}

TEST_CASE("what a timer sets off is done before the next timer of that moment")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::string order;
        auto two_steps = [&](char letter) -> awaitable<> {
            co_await plait::sleep_for(1ms);
            order += letter;
            co_await plait::sleep_for(0s);
            order += letter;
        };
        co_await plait::run_concurrent(two_steps('a'), two_steps('b'));

        CHECK(order == "aabb");
    });
}

TEST_CASE("returns the coroutine's result, also of a type that can only be moved")
{
    auto made =
        run_virtual([](virtual_clock&) -> awaitable<std::unique_ptr<int>> { co_return std::make_unique<int>(5); });
    CHECK(*made == 5);
}

TEST_CASE("throws what the coroutine throws")
{
    CHECK_THROWS_WITH_AS(
        run_virtual([](virtual_clock&) -> awaitable<> { co_await failure_after(1s, "boom"); }), "boom",
        std::runtime_error);
}

TEST_CASE("further arguments are passed to the coroutine")
{
    const int sum = run_virtual(
        [](virtual_clock&, int a, const std::string& b) -> awaitable<int> { co_return a + static_cast<int>(b.size()); },
        40, std::string("ab"));
    CHECK(sum == 42);
}

TEST_CASE("the callable is kept until the coroutine has finished, so it may capture what it likes")
{
    std::size_t size = run_virtual([text = std::string(100, 'x')](virtual_clock&) -> awaitable<std::size_t> {
        co_await plait::sleep_for(1s);
        co_return text.size();
    });
    CHECK(size == 100);
}

TEST_CASE("throws deadlock if the test waits, no timer is set and nothing can run")
{
    std::string message;
    try {
        run_virtual([](virtual_clock&) -> awaitable<> {
            co_await plait::sleep_for(1h);
            co_await plait::run_concurrent(wait_for_ever(), wait_for_ever());
        });
    } catch (const system_error& error) {
        CHECK(error.code() == plait::error::deadlock);
        message = error.what();
    }
    CHECK(message.starts_with("deadlock: nothing can run, and no timer is set\nloop 0\n  the test, waits for the tasks of"));
}

TEST_CASE("the longest timeout does not hide a deadlock")
{
    CHECK_THROWS_AS(
        run_virtual([](virtual_clock&) -> awaitable<> {
            co_await plait::with_timeout(plait::clock::duration::max(), wait_for_ever());
        }),
        system_error);
}

TEST_CASE("on a deadlock everything suspended is destroyed, children before parents")
{
    lifetime_counts counts;
    std::atomic<int> ended = 0;
    auto child = [&](const lifetime_probe& parents) -> awaitable<> {
        const uses_parent_at_end at_end(parents, ended);
        const lifetime_probe own(counts);
        co_await plait::run_concurrent([&]() -> awaitable<> {
            const uses_parent_at_end deeper(own, ended);
            co_await wait_for_ever();
        });
    };

    CHECK_THROWS_AS(
        run_virtual([&](virtual_clock&) -> awaitable<> {
            const lifetime_probe parents(counts);
            co_await plait::run_concurrent(
                child(parents), plait::with_timeout(plait::clock::duration::max(), child(parents)),
                [&]() -> awaitable<> { co_await child(parents); });
        }),
        system_error);

    CHECK(ended == 6);
    CHECK(counts.alive() == 0);
}

TEST_CASE("each call is a world of its own, also inside another")
{
    run_virtual([](virtual_clock& outer) -> awaitable<> {
        co_await plait::sleep_for(1s);

        run_virtual([](virtual_clock& inner) -> awaitable<> {
            CHECK(inner.elapsed() == 0s);
            co_await plait::sleep_for(1h);
            CHECK(inner.elapsed() == 1h);
        });

        CHECK(outer.elapsed() == 1s);
        co_await plait::sleep_for(1s);
        CHECK(outer.elapsed() == 2s);
    });
}

TEST_CASE("afterwards, time is real again")
{
    run_virtual([](virtual_clock&) -> awaitable<> { co_await plait::sleep_for(1h); });

    const auto real = std::chrono::steady_clock::now().time_since_epoch();
    CHECK(plait::clock::now().time_since_epoch() >= real);
}

TEST_SUITE_END();
