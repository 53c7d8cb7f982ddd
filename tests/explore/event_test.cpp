#include <plait/event.hpp>

#include <plait/latch.hpp>
#include <plait/run_concurrent.hpp>

#include "explored.hpp"

#include <array>

using namespace explored;

TEST_SUITE_BEGIN("explore: event");

TEST_CASE("all that wait go on, those that come later too, and see what was done before it was set")
{
    explore(schedules(800).loops(3), [](simulation& world) -> awaitable<> {
        plait::event ready;
        watched<int> data(0);
        std::atomic<int> seen = 0;
        auto wait = [&]() -> awaitable<> {
            co_await ready.wait();
            REQUIRE(data.read() == 1);
            ++seen;
        };
        auto set = [&]() -> awaitable<> {
            co_await let_others_run();
            data.write(1);
            ready.set();
        };
        co_await plait::run_concurrent(wait(), wait(), world.on(1, wait), world.on(2, wait), world.on(1, set));
        REQUIRE(seen == 4);
    });
}

TEST_CASE("one that is cancelled holds up nobody behind it")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        plait::event ready;
        std::atomic<int> seen = 0;
        auto wait = [&]() -> awaitable<> {
            co_await ready.wait();
            ++seen;
        };
        auto leave = [&]() -> awaitable<> {
            const auto error = co_await cancelled_after(0ms, wait());
            REQUIRE((!error || is_aborted(error)));
        };
        auto set = [&]() -> awaitable<> {
            co_await let_others_run(2);
            ready.set();
        };
        co_await plait::run_concurrent(leave(), wait(), world.on(1, leave), world.on(1, wait), set());
        REQUIRE(seen >= 2);
    });
}

TEST_CASE("those that waited go on, though it is reset at once, in every order")
{
    explore(schedules::all(), [](simulation& world) -> awaitable<> {
        plait::event ready;
        plait::event waits;
        auto wait = [&]() -> awaitable<> {
            waits.set();
            co_await ready.wait();
        };
        auto flash = [&]() -> awaitable<> {
            co_await waits.wait();
            ready.set();
            ready.reset();
        };
        co_await plait::run_concurrent(wait(), world.on(1, flash));
        REQUIRE(!ready.is_set());
    });
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("explore: latch");

TEST_CASE("nobody goes on before all have arrived, and then each sees what all have done")
{
    explore(schedules(800).loops(3), [](simulation& world) -> awaitable<> {
        plait::latch all(3);
        std::array<watched<int>, 3> done;
        auto work = [&](std::size_t self) -> awaitable<> {
            co_await let_others_run();
            done[self].write(1);
            co_await all.arrive_and_wait();
            for (const auto& each : done)
                REQUIRE(each.read() == 1);
        };
        auto look_on = [&]() -> awaitable<> {
            co_await all.wait();
            for (const auto& each : done)
                REQUIRE(each.read() == 1);
        };
        auto leave = [&]() -> awaitable<> { co_await cancelled_after(0ms, all.wait()); };
        co_await plait::run_concurrent(
            world.on(0, [&] { return work(0); }), world.on(1, [&] { return work(1); }),
            world.on(2, [&] { return work(2); }), world.on(1, look_on), leave());
        REQUIRE(all.is_down());
    });
}

TEST_SUITE_END();
