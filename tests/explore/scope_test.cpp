#include <plait/scope.hpp>

#include "explored.hpp"

#include <boost/asio/error.hpp>

#include <stdexcept>
#include <string>
#include <vector>

using namespace explored;
using plait::scope;
using plait::scope_options;
using plait::scope_policy;
using plait::with_scope;

TEST_SUITE_BEGIN("explore: scope");

TEST_CASE("it is left when all tasks have ended, those that tasks started included, in every order")
{
    explore(schedules::all(), [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        watched<int> ended(0);
        auto body = [&](scope& tasks) -> awaitable<> {
            auto task = [&]() -> awaitable<> {
                const counted here(alive);
                co_await world.on(1, [] { return let_others_run(); });
                ended.change([](int& n) { ++n; });
            };
            tasks.start([&tasks, task]() -> awaitable<> {
                co_await let_others_run();
                tasks.start(task);
            });
            tasks.start(task);
            co_await let_others_run();
        };
        co_await with_scope(body);
        REQUIRE(alive == 0);
        REQUIRE(ended.read() == 2);
    });
}

TEST_CASE("a task that fails ends the body and the other tasks, and they are awaited")
{
    explore(schedules(1000).loops(3), [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        auto body = [&](scope& tasks) -> awaitable<> {
            const counted here(alive);
            tasks.start([&]() -> awaitable<> {
                co_await let_others_run(2);
                throw std::runtime_error("failed");
            });
            auto wait = [&]() -> awaitable<> {
                const counted also(alive);
                co_await wait_for_ever();
            };
            tasks.start(world.on(1, wait));
            tasks.start(world.on(2, wait));
            co_await wait_for_ever();
        };
        const auto error = co_await thrown_by(with_scope(body));
        REQUIRE(plait::describe(error) == "failed");
        REQUIRE(alive == 0);
    });
}

TEST_CASE("one that is cancelled lets its tasks drain, and cancels those that take longer")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        int drained = 0;
        bool opened = false;
        auto body = [&](scope& tasks) -> awaitable<> {
            opened = true;
            tasks.start([&]() -> awaitable<> {
                const counted here(alive);
                co_await plait::sleep_for(1ms);
                ++drained;
            });
            tasks.start([&]() -> awaitable<> {
                const counted here(alive);
                co_await wait_for_ever();
            });
            co_await wait_for_ever();
        };
        auto run = [&]() -> awaitable<> { co_await with_scope(scope_options().drain(2ms), body); };
        const auto error = co_await cancelled_after(0ms, run());
        REQUIRE(is_aborted(error));
        REQUIRE(alive == 0);
        REQUIRE(drained == (opened ? 1 : 0));
        REQUIRE(world.elapsed() == (opened ? 2ms : 0ms));
    });
}

TEST_CASE("a task that is started after a failure is cancelled at once, in every order")
{
    explore(schedules::all(), []() -> awaitable<> {
        std::atomic<int> alive = 0;
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start([&tasks, &alive]() -> awaitable<> {
                co_await ignore_cancellation_for(0ms);
                tasks.start([&alive]() -> awaitable<> {
                    const counted here(alive);
                    co_await wait_for_ever();
                });
            });
            co_await let_others_run();
            throw std::runtime_error("failed");
        };
        const auto error = co_await thrown_by(with_scope(body));
        REQUIRE(plait::describe(error) == "failed");
        REQUIRE(alive == 0);
    });
}

TEST_CASE("a body that ends as if cancelled ends its tasks")
{
    explore(600, [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        auto body = [&](scope& tasks) -> awaitable<> {
            auto wait = [&]() -> awaitable<> {
                const counted here(alive);
                co_await wait_for_ever();
            };
            tasks.start(wait);
            tasks.start(world.on(1, wait));
            co_await let_others_run();
            throw boost::system::system_error(boost::asio::error::operation_aborted);
        };
        const auto error = co_await thrown_by(with_scope(body));
        REQUIRE(is_aborted(error));
        REQUIRE(alive == 0);
    });
}

TEST_CASE("errors that are collected are those of all tasks, in the order in which they came")
{
    explore(schedules::all(), []() -> awaitable<> {
        std::vector<std::string> failed;
        auto fail = [&](std::string name) -> awaitable<> {
            co_await let_others_run();
            failed.push_back(name);
            throw std::runtime_error(name);
        };
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(fail("one"));
            tasks.start(fail("two"));
            tasks.start(fail("three"));
            co_await let_others_run();
        };
        try {
            co_await with_scope(scope_policy::collect, body);
            FAIL("tasks have failed");
        } catch (const plait::failures& all) {
            std::vector<std::string> errors;
            for (const auto& each : all.errors())
                errors.push_back(plait::describe(each));
            REQUIRE(errors == failed);
        }
    });
}

TEST_SUITE_END();
