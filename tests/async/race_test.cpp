#include <plait/race.hpp>

#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/only_moved.hpp>
#include <support/tasks.hpp>

#include <functional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace tasks;
using plait::race;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("race");

TEST_CASE("returns a variant that says who was first, and what it returned")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto first = co_await race(value_after(20ms, 1), value_after(10ms, "two"s), plait::sleep_for(30ms));

        static_assert(std::is_same_v<decltype(first), std::variant<int, std::string, std::monostate>>);
        REQUIRE(first.index() == 1);
        CHECK(std::get<1>(first) == "two");
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("tasks may be of one type: the index tells them apart")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto first = co_await race(plait::sleep_for(2ms), plait::sleep_for(1ms));

        CHECK(first.index() == 1);
    });
}

TEST_CASE("of two that finish in the same moment, the one that was started first wins")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto first = co_await race(value_after(10ms, 1), value_after(10ms, 2));

        CHECK(first.index() == 0);
    });
}

TEST_CASE("the others are cancelled, and awaited: one that ignores cancellation delays the return")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left[2] = {};

        auto first = co_await race(watched_hour(left[0]), value_after(10ms, 1), watched_hour(left[1]));
        CHECK(first.index() == 1);
        CHECK((left[0] && left[1]));
        CHECK(clock.elapsed() == 10ms);

        first = co_await race(wait_for_ever(), value_after(10ms, 1), ignore_cancellation_for(30ms));
        CHECK(first.index() == 1);
        CHECK(clock.elapsed() == 40ms);
    });
}

TEST_CASE("when one has finished at once, those after it are not started")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool before = false;
        bool started = false;
        auto later = [&]() -> awaitable<int> {
            started = true;
            return value_at_once(3);
        };

        auto first = co_await race(watched_hour(before), value_at_once(2), later);

        CHECK(first.index() == 1);
        CHECK(before);
        CHECK_FALSE(started);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("if the first to finish failed, what it threw is rethrown unchanged")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        bool started = false;
        auto later = [&]() -> awaitable<> {
            started = true;
            return wait_for_ever();
        };

        CHECK_THROWS_WITH_AS(
            co_await race(watched_hour(left), failure_after(10ms, "boom"), value_after(20ms, 1)), "boom",
            std::runtime_error);
        CHECK(left);
        CHECK(clock.elapsed() == 10ms);

        CHECK_THROWS_WITH(co_await race(failure_at_once("at once"), later), "at once");
        CHECK_FALSE(started);
    });
}

TEST_CASE("an error of one that is cancelled goes to on_dropped_error, and its cancellation does not")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto first = co_await race(failure_when_cancelled("late"), value_after(1ms, 1), wait_for_ever());

        CHECK(first.index() == 1);
    });

    CHECK(dropped.texts() == std::vector<std::string>{"race: late"});
}

TEST_CASE("a result of one that is cancelled is dropped, also if the first has failed")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK_THROWS_WITH(co_await race(stubborn_value_after(20ms, 1), failure_after(10ms, "boom")), "boom");
        CHECK(clock.elapsed() == 20ms);
    });

    CHECK(dropped.texts().empty());
}

TEST_CASE("a callable that throws in place of returning a task counts as one that failed")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool started = false;
        auto throws = []() -> awaitable<> { throw std::runtime_error("not even started"); };
        auto later = [&]() -> awaitable<> {
            started = true;
            return wait_for_ever();
        };

        CHECK_THROWS_WITH(co_await race(stubborn_value_after(20ms, 1), throws, later), "not even started");

        CHECK_FALSE(started);
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("callables are kept until all tasks have ended")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::string result;
        auto prepare = [&result] {
            auto loser = [text = std::string(100, 'x'), &result]() -> awaitable<> {
                co_await ignore_cancellation_for(20ms);
                result = text;
            };
            return race(loser, plait::sleep_for(10ms));
        };
        auto prepared = prepare(); // and `loser` is gone
        co_await std::move(prepared);

        CHECK(result == std::string(100, 'x'));
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("a result may be of a type that can only be moved and has no default; a reference stands in a wrapper")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int variable = 1;
        auto refer = [&]() -> awaitable<int&> { co_return variable; };
        auto move = []() -> awaitable<only_moved> { co_return only_moved(2); };

        auto moved = co_await race(move, refer);
        auto referred = co_await race(refer, move);

        static_assert(std::is_same_v<decltype(referred), std::variant<std::reference_wrapper<int>, only_moved>>);
        CHECK(std::get<0>(moved).number() == 2);
        CHECK(&std::get<0>(referred).get() == &variable);
    });
}

TEST_CASE("of a range it returns the result itself")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        std::vector<awaitable<int>> asked;
        asked.push_back(value_after(20ms, 1));
        asked.push_back(value_after(10ms, 2));
        std::vector<awaitable<void>> sleeps;
        sleeps.push_back(watched_hour(left));
        sleeps.push_back(plait::sleep_for(5ms));
        std::vector<std::function<awaitable<int>()>> functions(2, [] { return value_after(1ms, 3); });

        CHECK(co_await race(std::move(asked)) == 2);
        co_await race(std::move(sleeps));
        CHECK(co_await race(functions) == 3);

        CHECK(left);
        CHECK(clock.elapsed() == 16ms);
    });
}

TEST_CASE("an empty range is invalid_argument, as nothing could be first")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        CHECK_THROWS_WITH_AS(
            co_await race(std::vector<awaitable<int>>()),
            "race of an empty range: nothing could be first; give at least one task", std::invalid_argument);
    });
}

TEST_CASE("a range that makes its tasks as it goes is asked for no more when one has finished at once")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int made = 0;
        auto make = [&](int i) {
            ++made;
            return i == 1 ? value_at_once(i) : value_after(1h, i);
        };

        CHECK(co_await race(std::views::iota(0, 5) | std::views::transform(make)) == 1);
        CHECK(made == 2);
    });
}

TEST_CASE("what a range throws is rethrown when the tasks it made have been cancelled and awaited")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto make = [&](int i) {
            if (i == 1)
                throw std::runtime_error("no more");
            return stubborn_value_after(20ms, i);
        };

        CHECK_THROWS_WITH(co_await race(std::views::iota(0, 3) | std::views::transform(make)), "no more");
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("what a range throws before it has made a task is rethrown")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto throws = [](int) -> bool { throw std::runtime_error("no first"); };
        auto make = [](int i) { return value_at_once(i); };
        auto tasks = std::views::iota(0, 3) | std::views::filter(throws) | std::views::transform(make);

        CHECK_THROWS_WITH(co_await race(tasks), "no first");
    });
}

TEST_CASE("cancelling the caller cancels every task, and they are waited for")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left[2] = {};
        auto work = [&]() -> awaitable<> {
            co_await race(watched_hour(left[0]), ignore_cancellation_for(30ms), watched_hour(left[1]));
        };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK(is_aborted(error));
        CHECK((left[0] && left[1]));
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("if the first to finish has a result although the caller was cancelled, that is returned")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int result = 0;
        auto work = [&]() -> awaitable<> {
            std::vector<awaitable<int>> asked;
            asked.push_back(stubborn_value_after(20ms, 1));
            asked.push_back(stubborn_value_after(30ms, 2));
            result = co_await race(std::move(asked));
        };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK_FALSE(error);
        CHECK(result == 1);
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_SUITE_END();
