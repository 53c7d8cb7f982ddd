#include <plait/scope.hpp>

#include <plait/error.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/tasks.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::scope;
using plait::scope_options;
using plait::scope_policy;
using plait::with_scope;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// Starts two of its kind, `depth` times.
awaitable<void> grow(scope& tasks, int depth, int& leaves)
{
    co_await plait::sleep_for(1ms);
    if (depth == 0) {
        ++leaves;
        co_return;
    }
    tasks.start(grow(tasks, depth - 1, leaves));
    tasks.start(grow(tasks, depth - 1, leaves));
}

/// The text of what a task throws.
awaitable<std::string> message_of(awaitable<void> task)
{
    std::string text = "none";
    try {
        co_await std::move(task);
    } catch (const std::exception& thrown) {
        text = thrown.what();
    }
    co_return text;
}

} // namespace

TEST_SUITE_BEGIN("scope");

TEST_CASE("is not left before all its tasks have ended, and returns what the body returns")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int sum = 0;
        auto body = [&](scope& tasks) -> awaitable<std::string> {
            for (int i = 1; i <= 5; ++i)
                tasks.start(call_after(i * 10ms, [&] { ++sum; }));
            CHECK(tasks.size() == 5);
            co_return "done";
        };

        const std::string value = co_await with_scope(body);

        CHECK(value == "done");
        CHECK(sum == 5);
        CHECK(clock.elapsed() == 50ms);
    });
}

TEST_CASE("without tasks it ends with the body, at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        co_await with_scope([](scope& tasks) -> awaitable<> {
            CHECK(tasks.size() == 0);
            co_return;
        });
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("tasks may start tasks, also when the body has ended")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int leaves = 0;
        co_await with_scope([&](scope& tasks) -> awaitable<> {
            tasks.start(grow(tasks, 6, leaves));
            co_return;
        });
        CHECK(leaves == 64);
        CHECK(clock.elapsed() == 7ms);
    });
}

TEST_CASE("a callable is kept until its task has ended")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::string result;
        co_await with_scope([&](scope& tasks) -> awaitable<> {
            auto task = [text = std::string(100, 'x'), &result]() -> awaitable<> {
                co_await plait::sleep_for(1ms);
                result = text;
            };
            tasks.start(task);
            co_return; // and `task` is gone
        });
        CHECK(result == std::string(100, 'x'));
    });
}

TEST_CASE("fail_fast: the first failure cancels the others and the body, and is rethrown when they have ended")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        dropped_errors dropped;
        bool left[2] = {};
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(failure_after(5ms, "boom"));
            tasks.start(watched_hour(left[0]));
            tasks.start(ignore_cancellation_for(20ms));
            co_await watched_hour(left[1]);
        };

        CHECK((co_await message_of(with_scope(body))) == "boom");

        CHECK((left[0] && left[1]));
        CHECK(clock.elapsed() == 20ms);
        CHECK(dropped.texts().empty());
    });
}

TEST_CASE("an exception that leaves the body cancels the tasks, whatever the policy")
{
    for (scope_policy policy : {scope_policy::fail_fast, scope_policy::collect, scope_policy::supervise}) {
        CAPTURE(static_cast<int>(policy));
        run_virtual(
            [](virtual_clock& clock, scope_policy policy) -> awaitable<> {
                bool left = false;
                auto body = [&](scope& tasks) -> awaitable<> {
                    tasks.start(watched_hour(left));
                    co_await failure_after(5ms, "boom");
                };
                CHECK((co_await message_of(with_scope(policy, body))) == "boom");
                CHECK(left);
                CHECK(clock.elapsed() == 5ms);
            },
            policy);
    }
}

TEST_CASE("collect: the others go on, and all errors are thrown together")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int sum = 0;
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(failure_after(5ms, "one"));
            tasks.start(failure_after(10ms, "two"));
            tasks.start(call_after(20ms, [&] { ++sum; }));
            co_return;
        };
        CHECK((co_await message_of(with_scope(scope_policy::collect, body))) == "scope: 2 errors: one; two");
        CHECK(sum == 1);
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("supervise: the others go on, errors go to on_error, and nothing is thrown")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::vector<std::string> errors;
        int sum = 0;
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(failure_after(5ms, "one"));
            tasks.start(call_after(20ms, [&] { ++sum; }));
            tasks.start(failure_after(30ms, "two"));
            co_return;
        };
        auto keep = [&](const std::exception_ptr& error) { errors.push_back(plait::describe(error)); };

        co_await with_scope(scope_options(scope_policy::supervise).on_error(keep), body);

        CHECK(errors == std::vector<std::string>{"one", "two"});
        CHECK(sum == 1);
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("supervise without on_error: errors go to on_dropped_error")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        dropped_errors dropped;
        co_await with_scope(scope_policy::supervise, [](scope& tasks) -> awaitable<> {
            tasks.start(failure_at_once("boom"));
            co_return;
        });
        CHECK(dropped.texts() == std::vector<std::string>{"scope: boom"});
    });
}

TEST_CASE("tasks have the deadline of where the scope was opened, not of who starts them")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::vector<std::optional<plait::clock::duration>> seen;
        auto look = [&]() -> awaitable<> {
            co_await plait::sleep_for(2ms);
            seen.push_back(plait::deadline_left());
        };
        auto open = [&]() -> awaitable<> {
            co_await with_scope([&](scope& tasks) -> awaitable<> {
                auto start = [&]() -> awaitable<> {
                    tasks.start(look);
                    co_return;
                };
                co_await plait::with_timeout(1ms, start); // ends before the task does
            });
        };
        co_await open();
        co_await plait::with_timeout(1s, open);

        CHECK(seen == std::vector<std::optional<plait::clock::duration>>{std::nullopt, 998ms});
        CHECK(clock.elapsed() == 4ms);
    });
}

TEST_CASE("a negative drain time is refused")
{
    CHECK_THROWS_AS(scope_options().drain(-1ms), std::invalid_argument);
}

TEST_SUITE_END();
