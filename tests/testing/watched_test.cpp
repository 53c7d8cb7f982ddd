#include <plait/testing/watched.hpp>

#include <plait/blocking.hpp>
#include <plait/channel.hpp>
#include <plait/event.hpp>
#include <plait/guarded.hpp>
#include <plait/latch.hpp>
#include <plait/mutex.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/testing/explore.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <stdexcept>
#include <string>

using namespace std::chrono_literals;
using namespace plait::testing;
using namespace tasks;

namespace {

/// Runs one task on each of two loops, in every order. What race is found; "" if none.
template <class First, class Second>
std::string race_between(First first, Second second)
{
    const auto found = find_failure(schedules::all(), [&](simulation& world) -> awaitable<> {
        co_await plait::run_concurrent(world.on(0, first), world.on(1, second));
    });
    return found ? plait::describe(found->cause()) : "";
}

} // namespace

TEST_SUITE_BEGIN("watched");

TEST_CASE("two loops that write without any order are a race, with both places, though the value is right")
{
    watched<int> hits(0, "hits");
    std::uint_least32_t line = 0;
    auto add = [&]() -> awaitable<> {
        line = std::source_location::current().line() + 1;
        hits.change([](int& n) { ++n; });
        co_return;
    };
    const std::string place = std::string(__FILE__) + ":";
    const std::string race = race_between(add, add);
    CHECK(
        race
        == "data race on hits: written at " + place + std::to_string(line)
            + " by loop 0 in on_all_loops, and, not ordered with that, written at " + place + std::to_string(line)
            + " by loop 1 in on_all_loops");
}

TEST_CASE("a read and a write are a race, two reads are none")
{
    watched<int> data(0, "data");
    auto read = [&]() -> awaitable<> {
        (void)data.read();
        co_return;
    };
    auto write = [&]() -> awaitable<> {
        data.write(1);
        co_return;
    };
    CHECK(race_between(read, write).starts_with("data race on data: read at"));
    CHECK(race_between(write, read).starts_with("data race on data: written at"));
    CHECK(race_between(read, read) == "");
}

TEST_CASE("uses by tasks of one loop are none")
{
    watched<int> data(0);
    CHECK(explore(schedules::all(), [&](simulation& world) -> awaitable<> {
        auto add = [&]() -> awaitable<> {
            co_await plait::sleep_for(0s);
            data.change([](int& n) { ++n; });
        };
        co_await plait::run_concurrent(world.on(1, add), world.on(1, add));
    }) > 1);
}

TEST_CASE("starting a task on another loop and waiting for it is an order")
{
    explore(100, [](simulation& world) -> awaitable<> {
        watched<int> data(0);
        data.write(1);
        auto add = [&]() -> awaitable<> {
            data.change([](int& n) { ++n; });
            co_return;
        };
        co_await world.on(1, add);
        data.change([](int& n) { ++n; });
        co_await world.on(1, add);
        REQUIRE(data.read() == 4);
    });
}

TEST_CASE("a primitive between two uses is an order")
{
    SUBCASE("mutex")
    {
        explore(schedules::all(), [](simulation& world) -> awaitable<> {
            plait::mutex alone;
            watched<int> data(0);
            auto add = [&]() -> awaitable<> {
                const auto held = co_await alone.lock();
                data.change([](int& n) { ++n; });
            };
            co_await plait::run_concurrent(world.on(0, add), world.on(1, add));
        });
    }
    SUBCASE("guarded")
    {
        explore(schedules::all(), [](simulation& world) -> awaitable<> {
            plait::guarded<int> alone(0);
            watched<int> data(0);
            auto add = [&]() -> awaitable<> {
                co_await alone.with([&](int&) { data.change([](int& n) { ++n; }); });
            };
            co_await plait::run_concurrent(world.on(0, add), world.on(1, add));
        });
    }
    SUBCASE("channel")
    {
        explore(100, [](simulation& world) -> awaitable<> {
            plait::channel<int> items(1);
            watched<int> data(0);
            auto send = [&]() -> awaitable<> {
                data.write(1);
                co_await items.send(1);
            };
            auto receive = [&]() -> awaitable<> {
                (void)co_await items.receive();
                data.write(2);
            };
            co_await plait::run_concurrent(world.on(0, send), world.on(1, receive));
        });
    }
    SUBCASE("event and latch")
    {
        explore(100, [](simulation& world) -> awaitable<> {
            plait::event ready;
            plait::latch done(2);
            watched<int> data(0);
            watched<int> sum(0);
            auto set = [&]() -> awaitable<> {
                data.write(1);
                ready.set();
                done.count_down();
                co_return;
            };
            auto wait = [&]() -> awaitable<> {
                co_await ready.wait();
                sum.write(data.read());
                done.count_down();
            };
            auto look = [&]() -> awaitable<> {
                co_await done.wait();
                REQUIRE(sum.read() == 1);
            };
            co_await plait::run_concurrent(world.on(0, set), world.on(1, wait), world.on(2 % world.loops(), look));
        });
    }
}

TEST_CASE("an order by one primitive does not order what it does not protect")
{
    plait::mutex alone;
    watched<int> data(0, "data");
    auto right = [&]() -> awaitable<> {
        const auto held = co_await alone.lock();
        data.change([](int& n) { ++n; });
    };
    auto wrong = [&]() -> awaitable<> {
        data.change([](int& n) { ++n; });
        const auto held = co_await alone.lock();
    };
    CHECK(race_between(right, wrong).starts_with("data race on data"));
}

TEST_CASE("a function of blocking is ordered after its caller, and before what the caller does next")
{
    explore(100, []() -> awaitable<> {
        watched<int> data(0);
        data.write(1);
        co_await plait::blocking([&] { data.change([](int& n) { ++n; }); });
        REQUIRE(data.read() == 2);
    });
}

TEST_CASE("a function of blocking is not ordered with another task of its caller's loop")
{
    watched<int> data(0, "data");
    const auto found = find_failure(100, [&]() -> awaitable<> {
        auto use = [&]() -> awaitable<> {
            co_await plait::sleep_for(0s);
            data.write(1);
        };
        co_await plait::run_concurrent(use, plait::blocking([&] { data.write(2); }));
    });
    REQUIRE(found);
    CHECK(plait::describe(found->cause()).find("by a thread of blocking") != std::string::npos);
}

TEST_CASE("data that ends is forgotten, so that other data at its address is not confused with it")
{
    explore(100, [](simulation& world) -> awaitable<> {
        auto use = []() -> awaitable<> {
            watched<int> data(0);
            data.write(1);
            co_return;
        };
        co_await plait::run_concurrent(world.on(0, use), world.on(1, use));
    });
}

TEST_CASE("outside of a simulation it is plain data")
{
    watched<int> data(1);
    data.write(2);
    CHECK(data.read() == 2);
    CHECK(data.change([](int& n) { return ++n; }) == 3);
    CHECK(watched<std::string>().read() == "");
}

TEST_SUITE_END();
