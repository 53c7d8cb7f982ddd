#include <plait/run_concurrent.hpp>

#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/crowd.hpp>
#include <support/dropped_errors.hpp>
#include <support/only_moved.hpp>
#include <support/tasks.hpp>

#include <functional>
#include <ranges>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::max_in_flight;
using plait::run_concurrent;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// Tasks that are made as a view of them is read, and how many were.
struct maker {
    int made = 0;

    auto sleeps(int number, std::chrono::milliseconds each)
    {
        return std::views::iota(0, number) | std::views::transform([this, each](int i) {
                   ++made;
                   return value_after(each, i);
               });
    }
};

} // namespace

TEST_SUITE_BEGIN("run_concurrent: of a range");

TEST_CASE("at most n tasks are in flight at a time, and the results are in the order of the range")
{
    struct row {
        const char* name;
        max_in_flight most;
        int in_flight;
        std::chrono::milliseconds end;
    };
    for (row r :
         {row{"one after another", max_in_flight(1), 1, 70ms}, row{"three", max_in_flight(3), 3, 30ms},
          row{"more than there are", max_in_flight(100), 7, 10ms}, row{"all", max_in_flight::all(), 7, 10ms}}) {
        CAPTURE(r.name);
        run_virtual(
            [](virtual_clock& clock, row r) -> awaitable<> {
                crowd inside;
                auto visit = [&](int i) -> awaitable<int> {
                    co_await inside.visit(10ms);
                    co_return i;
                };
                auto visits = std::views::iota(0, 7) | std::views::transform(visit);

                const std::vector<int> results = co_await run_concurrent(visits, r.most);

                const std::vector<int> in_order{0, 1, 2, 3, 4, 5, 6};
                CHECK(results == in_order);
                CHECK(inside.most == r.in_flight);
                CHECK(inside.came == 7);
                CHECK(clock.elapsed() == r.end);
            },
            r);
    }
}

TEST_CASE("the next task is started in the moment one has finished")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::vector<awaitable<void>> sleeps;
        for (auto time : {30ms, 10ms, 10ms, 10ms})
            sleeps.push_back(plait::sleep_for(time));

        co_await run_concurrent(std::move(sleeps), max_in_flight(2));

        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("callables are called only when their task can be started")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::vector<plait::clock::duration> called;
        auto call = [&]() -> awaitable<> {
            called.push_back(clock.elapsed());
            return plait::sleep_for(10ms);
        };
        std::vector<std::function<awaitable<>()>> calls(3, call);

        co_await run_concurrent(calls, max_in_flight(1));

        const std::vector<plait::clock::duration> expected{0ms, 10ms, 20ms};
        CHECK(called == expected);
    });
}

TEST_CASE("none in flight is refused")
{
    CHECK_THROWS_WITH_AS(
        max_in_flight(0), "plait::max_in_flight(0): nothing would ever run; give at least 1", std::invalid_argument);
}

TEST_CASE("a range that makes its tasks as it goes is asked for one when that can be started")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        maker from;
        std::vector<int> made_at;
        auto look = [&]() -> awaitable<> {
            for (int i = 0; i < 3; ++i) {
                made_at.push_back(from.made);
                co_await plait::sleep_for(10ms);
            }
        };
        auto run = [&]() -> awaitable<> { co_await run_concurrent(from.sleeps(9, 9ms), max_in_flight(2)); };

        co_await run_concurrent(run, look);

        const std::vector<int> two_more_each_time{2, 4, 6};
        CHECK(made_at == two_more_each_time);
        CHECK(from.made == 9);
    });
}

TEST_CASE("what a range reads it reads only when the task can be started")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::istringstream text("1 2 3 no number");
        auto check = [&](int i) -> awaitable<int> {
            co_await plait::sleep_for(1ms);
            CHECK_FALSE(text.fail());
            co_return i;
        };
        auto tasks = std::views::istream<int>(text) | std::views::transform(check);

        const std::vector<int> results = co_await run_concurrent(std::move(tasks), max_in_flight(1));

        const std::vector<int> expected{1, 2, 3};
        CHECK(results == expected);
        CHECK(text.fail());
    });
}

TEST_CASE("tasks that finish at once do not nest: 100,000 of them need no deep stack")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto tasks = std::views::iota(0, 100'000) | std::views::transform([](int i) { return value_at_once(i); });

        const std::vector<int> results = co_await run_concurrent(tasks, max_in_flight(2));

        CHECK(results.size() == 100'000);
        CHECK(results.back() == 99'999);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("the first failure stops the feeding and cancels those in flight; they are awaited")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int made = 0;
        bool left = false;
        auto make = [&](int i) {
            ++made;
            switch (i) {
            case 0:
                return watched_hour(left);
            case 1:
                return ignore_cancellation_for(30ms);
            case 2:
                return failure_when_cancelled("late");
            default:
                return failure_after(10ms, "boom");
            }
        };
        auto tasks = std::views::iota(0, 9) | std::views::transform(make);

        CHECK_THROWS_WITH_AS(co_await run_concurrent(tasks, max_in_flight(4)), "boom", std::runtime_error);

        CHECK(made == 4);
        CHECK(left);
        CHECK(clock.elapsed() == 30ms);
    });

    CHECK(dropped.texts() == std::vector<std::string>{"run_concurrent: late"});
}

TEST_CASE("a task that fails at once is the last that is made, with and without a limit")
{
    for (max_in_flight most : {max_in_flight(1), max_in_flight(3), max_in_flight::all()}) {
        CAPTURE(most.count());
        run_virtual(
            [](virtual_clock&, max_in_flight most) -> awaitable<> {
                int made = 0;
                auto make = [&](int) {
                    ++made;
                    return failure_at_once("boom");
                };

                CHECK_THROWS_WITH(
                    co_await run_concurrent(std::views::iota(0, 9) | std::views::transform(make), most), "boom");
                CHECK(made == 1);
            },
            most);
    }
}

TEST_CASE("what a range throws, then or later, is rethrown when its tasks have been cancelled and awaited")
{
    for (max_in_flight most : {max_in_flight(1), max_in_flight::all()}) {
        CAPTURE(most.count());
        run_virtual(
            [](virtual_clock& clock, max_in_flight most) -> awaitable<> {
                auto make = [](int i) {
                    if (i == 2)
                        throw std::runtime_error("no more");
                    return ignore_cancellation_for(10ms);
                };

                CHECK_THROWS_WITH(
                    co_await run_concurrent(std::views::iota(0, 9) | std::views::transform(make), most), "no more");
                CHECK(clock.elapsed() == (most.count() == 1 ? 20ms : 10ms));
            },
            most);
    }
}

TEST_CASE("cancelling the caller cancels those in flight, and no more are made")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        maker from;
        auto work = [&]() -> awaitable<> { co_await run_concurrent(from.sleeps(9, 1h), max_in_flight(2)); };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK(is_aborted(error));
        CHECK(from.made == 2);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("results may be of a type that can only be moved and has no default")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto make = [](int i) -> awaitable<only_moved> { co_return only_moved(i); };
        auto tasks = std::views::iota(0, 3) | std::views::transform(make);

        const std::vector<only_moved> results = co_await run_concurrent(tasks, max_in_flight(2));

        REQUIRE(results.size() == 3);
        CHECK(results[2].number() == 2);
    });
}

TEST_CASE("tasks that return references give these; from a range, in wrappers")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int numbers[] = {1, 2};
        auto refer = [&](int i) -> awaitable<int&> {
            co_await plait::sleep_for(1ms);
            co_return numbers[i];
        };
        auto tasks = std::views::iota(0, 2) | std::views::transform(refer);

        auto [first, second] = co_await run_concurrent(refer(0), refer(1));
        auto results = co_await run_concurrent(tasks);

        static_assert(std::is_same_v<decltype(first), int&>);
        static_assert(std::is_same_v<decltype(results), std::vector<std::reference_wrapper<int>>>);
        second = 20;
        CHECK(&first == &numbers[0]);
        CHECK(numbers[1] == 20);
        CHECK(&results.at(1).get() == &numbers[1]);
    });
}

TEST_SUITE_END();
