#include <plait/testing/explore.hpp>

#include <plait/guarded.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;
using namespace plait::testing;
using namespace tasks;

namespace {

awaitable<> steps(int number)
{
    for (int i = 0; i < number; ++i)
        co_await plait::sleep_for(0s);
}

/// Two tasks read a number, suspend, and write what they have read plus one.
awaitable<> lose_an_update()
{
    int number = 0;
    auto add = [&]() -> awaitable<> {
        const int read = number;
        co_await plait::sleep_for(0s);
        number = read + 1;
    };
    auto later = [&]() -> awaitable<> {
        co_await plait::sleep_for(0s);
        co_await add();
    };
    co_await plait::run_concurrent(add, later);
    if (number != 2)
        throw std::runtime_error("lost update: " + std::to_string(number));
}

} // namespace

TEST_SUITE_BEGIN("explore");

TEST_CASE("all schedules of three tasks of three steps are 1680, each run once")
{
    std::map<std::string, int> orders;
    const std::size_t all = explore(schedules::all(), [&]() -> awaitable<> {
        std::string order;
        auto task = [&](char letter) -> awaitable<> {
            for (int i = 0; i < 3; ++i) {
                co_await plait::sleep_for(0s);
                order += letter;
            }
        };
        co_await plait::run_concurrent(task('a'), task('b'), task('c'));
        ++orders[order];
    });
    CHECK(all == 1680);
    CHECK(orders.size() == 1680);
    for (const auto& [order, times] : orders)
        CHECK(times == 1);
}

TEST_CASE("all schedules of tasks on different loops are run, too")
{
    const auto two = [](simulation& world) -> awaitable<> {
        co_await plait::run_concurrent(world.on(0, [] { return steps(1); }), world.on(1, [] { return steps(1); }));
    };
    // Each is a message there, one step, one message within its loop, and one home: four of each, in every mixture.
    CHECK(explore(schedules::all(), two) == 70);
}

TEST_CASE("a test without choices has one schedule")
{
    CHECK(explore(schedules::all(), [] { return steps(5); }) == 1);
}

TEST_CASE("more schedules than the limit are an error, not a part of them")
{
    CHECK_THROWS_WITH_AS(
        explore(
            schedules::all(10), []() -> awaitable<> { co_await plait::run_concurrent(steps(3), steps(3), steps(3)); }),
        "explore: there are more than 10 schedules; make the test smaller, raise the limit, or sample some",
        std::runtime_error);
}

TEST_CASE("as many schedules are sampled as were asked for, the first of them in order")
{
    std::size_t runs = 0;
    std::string first;
    const std::size_t sampled = explore(50, [&]() -> awaitable<> {
        std::string order;
        auto task = [&](char letter) -> awaitable<> {
            co_await steps(1);
            order += letter;
        };
        co_await plait::run_concurrent(task('a'), task('b'), task('c'));
        if (runs++ == 0)
            first = order;
    });
    CHECK(sampled == 50);
    CHECK(runs == 50);
    CHECK(first == "abc");
}

TEST_CASE("a failure says what failed, and under which schedule, which replays it")
{
    const auto found = find_failure(100, &lose_an_update);
    REQUIRE(found);
    CHECK(plait::describe(found->cause()) == "lost update: 1");
    const std::string text = found->how().text();
    CHECK(
        std::string(found->what())
        == "schedule " + std::to_string(found->number())
            + " failed: lost update: 1\nto replay it, run this with PLAIT_SCHEDULE=" + text
            + " (or in code: simulation(schedule::parse(\"" + text + "\"), 2))");

    CHECK_THROWS_WITH(simulation(schedule::parse(text)).run(&lose_an_update), "lost update: 1");
    CHECK_THROWS_WITH_AS(explore(100, &lose_an_update), found->what(), schedule_failed);
}

TEST_CASE("the search through all schedules finds the same, and its choices replay it")
{
    const auto found = find_failure(schedules::all(), &lose_an_update);
    REQUIRE(found);
    CHECK(found->how().how() == schedule::kind::choices);
    CHECK_THROWS_WITH(simulation(found->how()).run(&lose_an_update), "lost update: 1");
}

TEST_CASE("choices of another test are refused")
{
    CHECK_THROWS_WITH_AS(
        simulation(schedule::choices({7})).run([]() -> awaitable<> {
            co_await plait::run_concurrent(steps(1), steps(1));
        }),
        "choices:7 is of another test, or of another version of it: choice 0 is 7, and there are 2", std::logic_error);
}

TEST_CASE("a test that holds is no failure")
{
    CHECK_FALSE(find_failure(100, [](simulation& world) -> awaitable<> {
        plait::guarded<int> hits{0};
        co_await plait::on_all_loops([&]() -> awaitable<> {
            for (int i = 0; i < 3; ++i)
                co_await hits.with([](int& n) { ++n; });
        });
        const int count = co_await hits.with([](int& n) { return n; });
        REQUIRE(count == 3 * static_cast<int>(world.loops()));
    }));
}

TEST_CASE("the number of loops and the first seed can be chosen")
{
    std::size_t loops = 0;
    explore(schedules(1).loops(5), [&](simulation& world) -> awaitable<> {
        loops = world.loops();
        co_return;
    });
    CHECK(loops == 5);

    const auto found = find_failure(schedules(100).seed(1000), &lose_an_update);
    REQUIRE(found);
    CHECK((found->number() == 1 || found->how().seed() >= 1000));
    CHECK_THROWS_AS(schedules(0), std::invalid_argument);
}

TEST_CASE("PLAIT_SCHEDULE runs the test under that schedule alone")
{
    struct set {
        set() { setenv("PLAIT_SCHEDULE", "random:5", 1); }
        ~set() { unsetenv("PLAIT_SCHEDULE"); }
    } in_environment;
    CHECK(explore(1000, [] { return steps(0); }) == 1);
    CHECK(explore(schedules::all(), [] { return steps(0); }) == 1);
}

TEST_SUITE_END();
