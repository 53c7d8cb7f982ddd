#include <plait/run_concurrent.hpp>

#include <plait/for_each_concurrent.hpp>
#include <plait/settle.hpp>

#include "explored.hpp"

#include <support/dropped_errors.hpp>

#include <stdexcept>
#include <string>
#include <vector>

using namespace explored;
using plait::max_in_flight;
using plait::run_concurrent;

namespace {

/// Pauses, and then fails in its own name, which it adds to those that have failed.
awaitable<int> fail_after(int pauses, std::string name, std::vector<std::string>& failed, std::atomic<int>& alive)
{
    const counted here(alive);
    co_await let_others_run(pauses);
    failed.push_back(name);
    throw std::runtime_error(name);
}

awaitable<int> wait_as(std::atomic<int>& alive)
{
    const counted here(alive);
    co_await wait_for_ever();
    co_return 0;
}

} // namespace

TEST_SUITE_BEGIN("explore: run_concurrent");

TEST_CASE("results come in argument order, and all tasks have ended, in every order")
{
    explore(schedules::all(), [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        auto task = [&](int value) -> awaitable<int> {
            const counted here(alive);
            co_await let_others_run();
            co_return value;
        };
        const auto [one, two, three] = co_await run_concurrent(task(1), world.on(1, [&] { return task(2); }), task(3));
        REQUIRE(alive == 0);
        REQUIRE(one == 1);
        REQUIRE(two == 2);
        REQUIRE(three == 3);
    });
}

TEST_CASE("the first error comes out, and the others are cancelled and awaited before, in every order")
{
    const dropped_errors dropped;
    explore(schedules::all(), []() -> awaitable<> {
        std::vector<std::string> failed;
        std::atomic<int> alive = 0;
        auto all = [&]() -> awaitable<> {
            co_await run_concurrent(
                fail_after(1, "one", failed, alive), fail_after(2, "two", failed, alive), wait_as(alive));
        };
        const auto error = co_await thrown_by(all());
        REQUIRE(alive == 0);
        REQUIRE(!failed.empty());
        REQUIRE(plait::describe(error) == failed.front());
    });
}

TEST_CASE("tasks of other loops are awaited, too")
{
    explore(schedules(800).loops(3), [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        watched<int> data(0);
        auto wait = [&]() -> awaitable<> {
            const counted here(alive);
            (void)data.read();
            co_await wait_for_ever();
        };
        auto fail = [&]() -> awaitable<> {
            const counted here(alive);
            co_await let_others_run();
            throw std::runtime_error("failed");
        };
        auto all = [&]() -> awaitable<> {
            co_await run_concurrent(world.on(1, wait), world.on(2, fail), world.on(2, wait), wait());
        };
        const auto error = co_await thrown_by(all());
        REQUIRE(plait::describe(error) == "failed");
        REQUIRE(alive == 0);
        data.write(1);
    });
}

TEST_CASE("one that is cancelled waits for its tasks, and has their results if all have one")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        int got = 0;
        auto task = [&]() -> awaitable<int> {
            const counted here(alive);
            co_await let_others_run();
            co_return 1;
        };
        auto all = [&]() -> awaitable<> {
            const auto [one, two] = co_await run_concurrent(task(), world.on(1, task));
            got = one + two;
        };
        const auto error = co_await cancelled_after(0ms, all());
        REQUIRE(alive == 0);
        REQUIRE((error ? is_aborted(error) && got == 0 : got == 2));
    });
}

TEST_CASE("of a range no more run than may, and the results come in its order")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        auto task = [&](int value) -> awaitable<int> {
            const counted here(alive);
            REQUIRE(alive <= 2);
            co_await let_others_run(value % 2);
            co_return value;
        };
        std::vector<awaitable<int>> tasks;
        for (int value = 1; value <= 5; ++value)
            tasks.push_back(value == 3 ? world.on(1, [&task, value] { return task(value); }) : task(value));
        const std::vector<int> results = co_await run_concurrent(std::move(tasks), max_in_flight(2));
        REQUIRE(alive == 0);
        REQUIRE(results == std::vector{1, 2, 3, 4, 5});
    });
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("explore: for_each_concurrent");

TEST_CASE("each element is passed once, to no more calls than may run, and a failure ends it")
{
    const std::vector<int> elements{0, 1, 2, 3, 4};
    explore(1000, [&](simulation& world) -> awaitable<> {
        std::vector<int> calls(elements.size());
        std::atomic<int> alive = 0;
        auto call = [&](const int& element) -> awaitable<> {
            const counted here(alive);
            REQUIRE(alive <= 2);
            ++calls[static_cast<std::size_t>(element)];
            co_await let_others_run(element % 2);
            co_await world.on(1, [] { return let_others_run(); });
        };
        co_await plait::for_each_concurrent(elements, 2, call);
        REQUIRE(alive == 0);
        REQUIRE(calls == std::vector(elements.size(), 1));

        int begun = 0;
        auto fail = [&](const int& element) -> awaitable<> {
            const counted here(alive);
            ++begun;
            co_await let_others_run();
            if (element == 1)
                throw std::runtime_error("failed");
            co_await wait_for_ever();
        };
        const auto error = co_await thrown_by(plait::for_each_concurrent(elements, 2, fail));
        REQUIRE(plait::describe(error) == "failed");
        REQUIRE(alive == 0);
        REQUIRE(begun == 2);
    });
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("explore: settle");

TEST_CASE("each outcome is its own task's, and all have ended, in every order")
{
    explore(schedules::all(), [](simulation& world) -> awaitable<> {
        std::vector<std::string> failed;
        std::atomic<int> alive = 0;
        auto task = [&]() -> awaitable<int> {
            const counted here(alive);
            co_await let_others_run();
            co_return 2;
        };
        const auto [one, two] = co_await plait::settle(fail_after(2, "one", failed, alive), world.on(1, task));
        REQUIRE(alive == 0);
        REQUIRE(!one);
        REQUIRE(plait::describe(one.error()) == "one");
        REQUIRE(two);
        REQUIRE(two.value() == 2);
    });
}

TEST_SUITE_END();
