#include <plait/settle.hpp>

#include <plait/error.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/only_moved.hpp>
#include <support/tasks.hpp>

#include <functional>
#include <ranges>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace tasks;
using plait::describe;
using plait::outcome;
using plait::settle;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("settle");

TEST_CASE("says of each task how it ended, in argument order, when the slowest has: a failure cancels nobody")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto [user, orders, news] =
            co_await settle(value_after(20ms, "Ada"s), failure_after<int>(10ms, "boom"), plait::sleep_for(30ms));

        static_assert(std::is_same_v<decltype(user), outcome<std::string>>);
        static_assert(std::is_same_v<decltype(orders), outcome<int>>);
        static_assert(std::is_same_v<decltype(news), outcome<void>>);
        CHECK(user.value() == "Ada");
        CHECK_FALSE(orders);
        CHECK(describe(orders.error()) == "boom");
        CHECK(news);
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("no error of a task is thrown or dropped, not even if all fail in the same moment")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto [first, second, third] =
            co_await settle(failure_at_once("first"), failure_at_once("second"), failure_after(1ms, "third"));

        CHECK(describe(first.error()) == "first");
        CHECK(describe(second.error()) == "second");
        CHECK(describe(third.error()) == "third");
    });

    CHECK(dropped.texts().empty());
}

TEST_CASE("one task alone gives a tuple of one, and a task that ends at once is like any other")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto [only] = co_await settle(value_at_once(3));

        CHECK(only.value() == 3);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("a callable is kept until its task has ended")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto prepare = [] {
            auto work = [text = std::string(100, 'x')]() -> awaitable<std::string> {
                co_await plait::sleep_for(1ms);
                co_return text;
            };
            return settle(work, work);
        };
        auto prepared = prepare(); // and `work` is gone
        auto [first, second] = co_await std::move(prepared);

        CHECK(first.value() == std::string(100, 'x'));
        CHECK(second.value() == first.value());
    });
}

TEST_CASE("results may be of a type that can only be moved and has no default, or references")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int variable = 1;
        auto refer = [&]() -> awaitable<int&> { co_return variable; };
        auto move = []() -> awaitable<only_moved> { co_return only_moved(2); };

        auto [reference, moved] = co_await settle(refer, move);
        reference.value() = 7;

        CHECK(variable == 7);
        CHECK(moved.value().number() == 2);
    });
}

TEST_CASE("of a range it returns a vector of outcomes in the order of the range")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::vector<awaitable<int>> asked;
        asked.push_back(value_after(30ms, 1));
        asked.push_back(failure_after<int>(10ms, "boom"));
        asked.push_back(value_after(20ms, 3));

        std::vector<outcome<int>> outcomes = co_await settle(std::move(asked));

        REQUIRE(outcomes.size() == 3);
        CHECK(outcomes[0].value() == 1);
        CHECK(describe(outcomes[1].error()) == "boom");
        CHECK(outcomes[2].value() == 3);
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("of an empty range it returns an empty vector, at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const std::vector<outcome<void>> outcomes = co_await settle(std::vector<awaitable<void>>());

        CHECK(outcomes.empty());
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("a range may be of callables, by name or moved in, or a view that makes the tasks")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::vector<std::function<awaitable<int>()>> functions;
        for (int i : {1, 2})
            functions.push_back([i]() -> awaitable<int> { return value_after(1ms, i); });
        auto view = std::views::iota(3, 5) | std::views::transform([](int i) { return value_after(1ms, i); });

        std::vector<outcome<int>> named = co_await settle(functions);
        std::vector<outcome<int>> moved = co_await settle(std::move(functions));
        std::vector<outcome<int>> viewed = co_await settle(view);

        CHECK(named.at(1).value() == 2);
        CHECK(moved.at(1).value() == 2);
        CHECK(viewed.at(1).value() == 4);
    });
}

TEST_CASE("cancelling the caller cancels every task, they are waited for, and their outcomes say so")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        bool returned = false;
        auto work = [&]() -> awaitable<> {
            auto [hour, before, stubborn, own] = co_await settle(
                watched_hour(left), value_after(5ms, 1), stubborn_value_after(30ms, 2), failure_when_cancelled("own"));
            returned = true;
            CHECK(is_aborted(hour.error()));
            CHECK(before.value() == 1);
            CHECK(stubborn.value() == 2);
            CHECK(describe(own.error()) == "own");
        };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK_FALSE(error);
        CHECK(returned);
        CHECK(left);
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("cancelling the caller cancels the tasks of a range")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left[2] = {};
        std::vector<outcome<void>> outcomes;
        auto work = [&]() -> awaitable<> {
            std::vector<awaitable<void>> hours;
            hours.push_back(watched_hour(left[0]));
            hours.push_back(watched_hour(left[1]));
            outcomes = co_await settle(std::move(hours));
        };

        co_await cancelled_after(10ms, work());

        CHECK((left[0] && left[1]));
        REQUIRE(outcomes.size() == 2);
        CHECK(is_aborted(outcomes[0].error()));
        CHECK(is_aborted(outcomes[1].error()));
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("what a callable throws in place of returning a task is the outcome of that")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto throws = []() -> awaitable<> { throw std::runtime_error("not even started"); };
        std::vector<std::function<awaitable<>()>> functions(2, throws);

        auto [first, second] = co_await settle(throws, plait::sleep_for(20ms));
        std::vector<outcome<void>> outcomes = co_await settle(functions);

        CHECK(describe(first.error()) == "not even started");
        CHECK(second);
        CHECK(describe(outcomes.at(1).error()) == "not even started");
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("what a range throws while it makes its tasks is thrown, when those it made have been cancelled and awaited")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        auto make = [&](int i) {
            if (i == 1)
                throw std::runtime_error("no more");
            return watched_hour(left);
        };

        CHECK_THROWS_WITH(co_await settle(std::views::iota(0, 3) | std::views::transform(make)), "no more");

        CHECK(left);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_SUITE_END();
