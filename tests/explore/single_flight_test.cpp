#include <plait/single_flight.hpp>

#include <plait/run_concurrent.hpp>

#include "explored.hpp"

#include <array>
#include <stdexcept>

using namespace explored;
using flights = plait::single_flight<int, int>;

TEST_SUITE_BEGIN("explore: single_flight");

TEST_CASE("calls that overlap have one execution, and all of them its result")
{
    explore(schedules(800).loops(3), [](simulation& world) -> awaitable<> {
        flights loads;
        watched<int> executions(0);
        auto load = [&]() -> awaitable<int> {
            executions.change([](int& n) { ++n; });
            co_await plait::sleep_for(1ms);
            co_return 7;
        };
        auto call = [&]() -> awaitable<> {
            const int got = co_await loads.run(1, load);
            REQUIRE(got == 7);
            REQUIRE(executions.read() == 1);
        };
        co_await plait::run_concurrent(call(), call(), world.on(1, call), world.on(1, call), world.on(2, call));
        REQUIRE(executions.read() == 1);
        REQUIRE(loads.in_flight() == 0);
    });
}

TEST_CASE("for a key there is never more than one execution at a time, in every order")
{
    explore(schedules::all(), [](simulation& world) -> awaitable<> {
        flights loads;
        std::atomic<int> running = 0;
        watched<int> executions(0);
        auto load = [&]() -> awaitable<int> {
            const counted here(running);
            REQUIRE(running == 1);
            executions.change([](int& n) { ++n; });
            co_await let_others_run();
            co_return executions.read();
        };
        auto call = [&]() -> awaitable<> {
            const int got = co_await loads.run(1, load);
            REQUIRE(got >= 1);
        };
        auto call_later = [&]() -> awaitable<> {
            co_await let_others_run();
            co_await call();
        };
        co_await plait::run_concurrent(call(), call_later(), world.on(1, call));
        REQUIRE(executions.read() <= 3);
    });
}

TEST_CASE("when a leader is cancelled another leads, and nobody else is cancelled")
{
    explore(schedules(1200).loops(3), [](simulation& world) -> awaitable<> {
        flights loads;
        std::atomic<int> running = 0;
        std::atomic<int> executions = 0;
        watched<int> data(0);
        auto load = [&]() -> awaitable<int> {
            const counted here(running);
            REQUIRE(running == 1);
            ++executions;
            data.change([](int& n) { ++n; });
            co_await plait::sleep_for(1ms);
            co_return 7;
        };
        auto call = [&]() -> awaitable<> {
            const int got = co_await loads.run(1, load);
            REQUIRE(got == 7);
        };
        auto leave = [&]() -> awaitable<> {
            const auto error = co_await cancelled_after(0ms, call());
            REQUIRE((!error || is_aborted(error)));
        };
        co_await plait::run_concurrent(
            leave(), world.on(1, leave), world.on(2, leave), world.on(1, call), world.on(2, call));
        REQUIRE(executions <= 4);
        REQUIRE(world.elapsed() == 1ms);
        REQUIRE(loads.in_flight() == 0);
    });
}

TEST_CASE("a flight whose only caller gave up is over, and the next call flies anew")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        flights loads;
        std::atomic<int> executions = 0;
        auto load = [&]() -> awaitable<int> {
            ++executions;
            co_await let_others_run(2);
            co_return 7;
        };
        auto call = [&]() -> awaitable<> {
            const int got = co_await loads.run(1, load);
            REQUIRE(got == 7);
        };
        auto leave = [&]() -> awaitable<> { co_await cancelled_after(0ms, call()); };
        co_await plait::run_concurrent(leave(), world.on(1, leave));
        REQUIRE(loads.in_flight() == 0);
        const int before = executions;
        co_await call();
        REQUIRE(executions == before + 1);
    });
}

TEST_CASE("all that follow get the leader's error")
{
    explore(schedules(600).loops(3), [](simulation& world) -> awaitable<> {
        flights loads;
        std::atomic<int> executions = 0;
        std::atomic<int> failed = 0;
        auto load = [&]() -> awaitable<int> {
            ++executions;
            co_await plait::sleep_for(1ms);
            throw std::runtime_error("no answer");
        };
        auto call = [&]() -> awaitable<> {
            const auto error = co_await thrown_by(loads.run(1, load));
            REQUIRE(plait::describe(error) == "no answer");
            ++failed;
        };
        co_await plait::run_concurrent(call(), call(), world.on(1, call), world.on(2, call));
        REQUIRE(executions == 1);
        REQUIRE(failed == 4);
    });
}

TEST_SUITE_END();
