#include <plait/testing/simulation.hpp>

#include <plait/blocking.hpp>
#include <plait/mutex.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/probes.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <algorithm>
#include <chrono>
#include <regex>
#include <source_location>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace plait::testing;
using namespace tasks;
using plait::executor;

namespace {

/// A tree of tasks without the lines of code.
std::string without_places(const std::string& tree)
{
    return std::regex_replace(tree, std::regex(", at .*"), "");
}

} // namespace

TEST_SUITE_BEGIN("simulation ends");

TEST_CASE("a deadlock is reported at once, as the tree of tasks with what each waits in")
{
    std::string message;
    std::uint_least32_t line = 0;
    try {
        simulation(3).run([&](simulation& world) -> awaitable<> {
            plait::mutex first;
            plait::mutex second;
            auto lock_both = [&](plait::mutex& one, plait::mutex& other) -> awaitable<> {
                const auto held = co_await one.lock();
                co_await plait::sleep_for(1s);
                line = std::source_location::current().line() + 1;
                const auto both = co_await other.lock();
            };
            co_await plait::run_concurrent(lock_both(first, second), world.on(1, [&] { return lock_both(second, first); }));
        });
        FAIL("it has not been noticed");
    } catch (const deadlocked& error) {
        CHECK(error.code() == plait::error::deadlock);
        message = error.what();
    }
    CHECK(
        without_places(message)
        == "deadlock: nothing can run, and no timer is set\n"
           "loop 0\n"
           "  the test, waits for the tasks of run_concurrent\n"
           "    run_concurrent, waits in mutex::lock\n"
           "    run_concurrent, waits in an operation\n"
           "loop 1\n"
           "  on_all_loops, waits in mutex::lock\n");
#if PLAIT_KNOWS_ASIO_FRAMES
    CHECK(message.find(" < simulation_ends_test.cpp:" + std::to_string(line)) != std::string::npos);
#endif
}

TEST_CASE("the report of a deadlock has an end, however many tasks there are and however deep they are")
{
    auto report = [](const auto& wait) {
        try {
            simulation(3, 1).run(wait);
        } catch (const deadlocked& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    auto nested = [](auto& self, int level) -> awaitable<> {
        if (level > 0)
            co_await plait::run_concurrent(self(self, level - 1));
        co_await plait::sleep_until(plait::clock::time_point::max());
    };

    const std::string many = report([&]() -> awaitable<> {
        std::vector<awaitable<>> tasks;
        for (int i = 0; i < 1000; ++i)
            tasks.push_back(nested(nested, 0));
        co_await plait::run_concurrent(std::move(tasks));
    });
    CHECK(std::ranges::count(many, '\n') == 203);
    CHECK(many.ends_with("\n... and 801 more tasks\n"));

    const std::string deep = report([&]() -> awaitable<> { co_await nested(nested, 20'000); });
    CHECK(deep.ends_with("\n... and 19961 more tasks\n"));
    CHECK(deep.size() < 40'000);

#if PLAIT_KNOWS_ASIO_FRAMES
    auto chain = [](auto& self, int level) -> awaitable<> {
        if (level > 0)
            co_await self(self, level - 1);
        co_await plait::sleep_until(plait::clock::time_point::max());
    };
    const std::string long_chain = report([&]() -> awaitable<> { co_await chain(chain, 1000); });
    CHECK(long_chain.ends_with(" < ...\n"));
    CHECK(long_chain.size() < 2000);
#endif
}

TEST_CASE("on a deadlock everything suspended is destroyed, on all loops")
{
    lifetime_counts counts;
    CHECK_THROWS_AS(
        simulation(1, 3).run([&]() -> awaitable<> {
            co_await plait::on_all_loops([&]() -> awaitable<> {
                const lifetime_probe probe(counts);
                co_await plait::run_concurrent(wait_for_ever(), plait::blocking([] {}), wait_for_ever());
            });
        }),
        deadlocked);
    CHECK(counts.alive() == 0);
}

TEST_CASE("tasks that the test has left behind are reported")
{
    auto leave_behind = [](awaitable<> (*task)()) {
        simulation(1).run([=]() -> awaitable<> {
            const executor here = co_await boost::asio::this_coro::executor;
            boost::asio::co_spawn(here, task(), boost::asio::detached);
        });
    };
    CHECK_THROWS_AS(leave_behind([]() -> awaitable<> { co_await wait_for_ever(); }), leaked_tasks);
    CHECK_NOTHROW(leave_behind([]() -> awaitable<> { co_await plait::sleep_for(0s); }));
}

TEST_CASE("the clock, and that no task is left, can be checked by functions that throw")
{
    simulation(1).run([](simulation& world) -> awaitable<> {
        CHECK_NOTHROW(world.expect_no_tasks());
        auto look = [&]() -> awaitable<> {
            CHECK_THROWS_AS(world.expect_no_tasks(), leaked_tasks);
            co_await plait::sleep_for(1s);
        };
        co_await plait::run_concurrent(look());
        CHECK_NOTHROW(world.expect_no_tasks());
        CHECK_NOTHROW(world.expect_elapsed(1s));
        CHECK_THROWS_WITH_AS(
            world.expect_elapsed(2s), "expected that 2000000000 ns have passed, and it is 1000000000 ns",
            std::runtime_error);
    });
}

TEST_CASE("tasks that go on for ever while time stands still are reported")
{
    auto poll = []() -> awaitable<> {
        for (;;)
            co_await plait::sleep_for(0s);
    };
    CHECK_THROWS_AS(simulation(1).most_steps(1000).run(poll), no_progress);
}

TEST_CASE("the tree of tasks can be asked for at any time")
{
    simulation(1).run([](simulation& world) -> awaitable<> {
        CHECK(world.open_tasks() == 0);
        std::string seen;
        auto look = [&]() -> awaitable<> {
            co_await plait::sleep_for(1s);
            CHECK(world.open_tasks() == 2);
            seen = without_places(world.tasks());
        };
        co_await plait::run_concurrent(look(), plait::sleep_for(2s));
        CHECK(
            seen
            == "loop 0\n"
               "  the test, waits for the tasks of run_concurrent\n"
               "    run_concurrent\n"
               "    run_concurrent, waits in sleep\n");
    });
}

TEST_SUITE_END();
