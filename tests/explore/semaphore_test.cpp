#include <plait/semaphore.hpp>

#include <plait/guarded.hpp>
#include <plait/mutex.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>

#include "explored.hpp"

#include <vector>

using namespace explored;
using plait::semaphore;

TEST_SUITE_BEGIN("explore: semaphore");

TEST_CASE("there are never more inside than there are places, all come in, and all places come back")
{
    explore(schedules(800).loops(3), [](simulation& world) -> awaitable<> {
        semaphore places(2);
        std::atomic<int> inside = 0;
        std::atomic<int> served = 0;
        auto enter = [&]() -> awaitable<> {
            const auto place = co_await places.acquire();
            const counted here(inside);
            REQUIRE(inside <= 2);
            co_await let_others_run();
            REQUIRE(inside <= 2);
            ++served;
        };
        co_await plait::run_concurrent(
            enter(), world.on(1, enter), world.on(2, enter), world.on(1, enter), world.on(2, enter));
        REQUIRE(served == 5);
        REQUIRE(places.available() == 2);
    });
}

TEST_CASE("one that is cancelled takes no place with it, and holds up nobody behind it")
{
    explore(schedules(1200).loops(3), [](simulation& world) -> awaitable<> {
        semaphore places(1);
        std::atomic<int> served = 0;
        auto enter = [&]() -> awaitable<> {
            const auto place = co_await places.acquire();
            co_await let_others_run();
            ++served;
        };
        auto leave = [&]() -> awaitable<> { co_await cancelled_after(0ms, enter()); };
        co_await plait::run_concurrent(enter(), leave(), world.on(1, leave), world.on(2, enter), enter());
        REQUIRE(served >= 3);
        REQUIRE(places.available() == 1);
    });
}

TEST_CASE("of one loop, those come in first that came first, in every order")
{
    explore(schedules::all(), []() -> awaitable<> {
        semaphore places(1);
        std::vector<int> came;
        std::vector<int> entered;
        auto enter = [&](int self) -> awaitable<> {
            co_await let_others_run();
            came.push_back(self);
            const auto place = co_await places.acquire();
            entered.push_back(self);
            co_await let_others_run();
        };
        co_await plait::run_concurrent(enter(1), enter(2), enter(3));
        REQUIRE(entered == came);
        REQUIRE(entered.size() == 3);
    });
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("explore: mutex");

TEST_CASE("one is inside at a time, and sees all that was done before it, in every order")
{
    explore(schedules::all(), [](simulation& world) -> awaitable<> {
        plait::mutex alone;
        watched<int> data(0);
        auto add = [&]() -> awaitable<> {
            const auto held = co_await alone.lock();
            const int before = data.read();
            co_await let_others_run();
            data.write(before + 1);
        };
        co_await plait::run_concurrent(add(), world.on(1, add));
        REQUIRE(data.read() == 2);
    });
}

TEST_CASE("one is inside at a time, also when others give up")
{
    explore(schedules(1000).loops(3), [](simulation& world) -> awaitable<> {
        plait::mutex alone;
        watched<int> data(0);
        std::atomic<int> added = 0;
        auto add = [&]() -> awaitable<> {
            const auto held = co_await alone.lock();
            const int before = data.read();
            co_await let_others_run();
            data.write(before + 1);
            ++added;
        };
        auto leave = [&]() -> awaitable<> { co_await cancelled_after(0ms, add()); };
        co_await plait::run_concurrent(add(), world.on(1, leave), world.on(2, add), leave(), world.on(1, add));
        const auto held = co_await alone.lock();
        REQUIRE(data.read() == added);
        REQUIRE(added >= 3);
    });
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("explore: guarded");

TEST_CASE("each call is alone with the value, and sees what those before it did")
{
    explore(schedules(600).loops(3), [](simulation& world) -> awaitable<> {
        plait::guarded<int> hits(0);
        watched<int> data(0);
        co_await plait::on_all_loops([&]() -> awaitable<> {
            for (int i = 0; i < 2; ++i) {
                co_await hits.with([&](int& n) {
                    ++n;
                    data.change([](int& same) { ++same; });
                });
                co_await let_others_run();
            }
        });
        const int count = co_await hits.with([](int& n) { return n; });
        REQUIRE(count == 2 * static_cast<int>(world.loops()));
        REQUIRE(data.read() == count);
    });
}

TEST_SUITE_END();
