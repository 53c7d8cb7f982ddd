#include <plait/shared_mutex.hpp>

#include <plait/event.hpp>
#include <plait/run_concurrent.hpp>

#include "explored.hpp"

#include <string>

using namespace explored;
using plait::shared_mutex;

TEST_SUITE_BEGIN("explore: shared_mutex");

TEST_CASE("a writer is alone, and readers see what it wrote, all of it or none")
{
    explore(schedules(1000).loops(3), [](simulation& world) -> awaitable<> {
        shared_mutex lock;
        watched<int> one(0);
        watched<int> other(0);
        auto write = [&]() -> awaitable<> {
            const auto alone = co_await lock.lock();
            one.change([](int& n) { ++n; });
            co_await let_others_run();
            other.change([](int& n) { ++n; });
        };
        auto read = [&]() -> awaitable<> {
            const auto reading = co_await lock.lock_shared();
            const int seen = one.read();
            REQUIRE(other.read() == seen);
            co_await let_others_run();
            REQUIRE(one.read() == seen);
        };
        co_await plait::run_concurrent(read(), write(), world.on(1, read), world.on(2, write), world.on(2, read));
        REQUIRE(one.read() == 2);
        REQUIRE(other.read() == 2);
    });
}

TEST_CASE("a writer and a reader of two loops do not meet, in every order")
{
    explore(schedules::all(), [](simulation& world) -> awaitable<> {
        shared_mutex lock;
        watched<int> data(0);
        auto write = [&]() -> awaitable<> {
            const auto alone = co_await lock.lock();
            data.write(1);
            co_await let_others_run();
            data.write(2);
        };
        auto read = [&]() -> awaitable<> {
            const auto reading = co_await lock.lock_shared();
            const int seen = data.read();
            REQUIRE(seen != 1);
            co_await let_others_run();
            REQUIRE(data.read() == seen);
        };
        co_await plait::run_concurrent(write(), world.on(1, read));
    });
}

TEST_CASE("readers come in behind a writer that gives up")
{
    explore(schedules(1000).loops(3), [](simulation& world) -> awaitable<> {
        shared_mutex lock;
        plait::event both;
        auto read_until_both = [&]() -> awaitable<> {
            const auto reading = co_await lock.lock_shared();
            co_await both.wait();
        };
        auto read_as_well = [&]() -> awaitable<> {
            const auto reading = co_await lock.lock_shared();
            both.set();
        };
        auto write = [&]() -> awaitable<> { const auto alone = co_await lock.lock(); };
        auto leave = [&]() -> awaitable<> { co_await cancelled_after(0ms, write()); };
        co_await plait::run_concurrent(read_until_both(), world.on(1, leave), world.on(2, read_as_well));
        REQUIRE(lock.try_lock().has_value());
    });
}

TEST_CASE("those that give up leave it free")
{
    explore(schedules(1000).loops(3), [](simulation& world) -> awaitable<> {
        shared_mutex lock;
        watched<int> data(0);
        auto write = [&]() -> awaitable<> {
            const auto alone = co_await lock.lock();
            data.change([](int& n) { ++n; });
            co_await let_others_run();
        };
        auto read = [&]() -> awaitable<> {
            const auto reading = co_await lock.lock_shared();
            (void)data.read();
            co_await let_others_run();
        };
        co_await plait::run_concurrent(
            write(), cancelled_after(0ms, read()),
            world.on(1, [&]() -> awaitable<> { co_await cancelled_after(0ms, write()); }), world.on(2, read), write());
        REQUIRE(data.read() >= 2);
        REQUIRE(lock.try_lock().has_value());
    });
}

TEST_CASE("a reader does not overtake a writer that waits, in every order")
{
    explore(schedules::all(), []() -> awaitable<> {
        shared_mutex lock;
        std::string came;
        std::string entered;
        auto read = [&](char self) -> awaitable<> {
            co_await let_others_run();
            came += self;
            const auto reading = co_await lock.lock_shared();
            entered += self;
            co_await let_others_run();
        };
        auto write = [&]() -> awaitable<> {
            co_await let_others_run();
            came += 'w';
            const auto alone = co_await lock.lock();
            entered += 'w';
            co_await let_others_run();
        };
        co_await plait::run_concurrent(read('a'), write(), read('b'));
        REQUIRE(entered.size() == 3);
        // Two readers may change places, but neither of them and the writer.
        REQUIRE(entered.find('w') == came.find('w'));
    });
}

TEST_SUITE_END();
