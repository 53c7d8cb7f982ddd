#include <plait/for_each_concurrent.hpp>

#include <plait/error.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/crowd.hpp>
#include <support/dropped_errors.hpp>
#include <support/tasks.hpp>

#include <chrono>
#include <list>
#include <memory>
#include <ranges>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::for_each_concurrent;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("for_each_concurrent");

TEST_CASE("calls the function for every element, at most n at a time, and waits for all")
{
    struct row {
        const char* name;
        std::size_t n;
        int most;
        std::chrono::milliseconds end;
    };
    for (row r : {row{"one after another", 1, 1, 70ms}, row{"three", 3, 3, 30ms}, row{"all", 100, 7, 10ms}}) {
        CAPTURE(r.name);
        run_virtual(
            [](virtual_clock& clock, row r) -> awaitable<> {
                crowd inside;
                std::vector<int> seen;

                co_await for_each_concurrent(std::views::iota(0, 7), r.n, [&](int i) -> awaitable<> {
                    seen.push_back(i);
                    co_await inside.visit(10ms);
                });

                CHECK(inside.most == r.most);
                CHECK(inside.now == 0);
                const std::vector<int> in_order{0, 1, 2, 3, 4, 5, 6};
                CHECK(seen == in_order);
                CHECK(clock.elapsed() == r.end);
            },
            r);
    }
}

TEST_CASE("the next call is made in the moment one has ended, not when all of a batch have")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const std::vector<int> milliseconds{30, 10, 10, 10};

        co_await for_each_concurrent(
            milliseconds, 2, [](int ms) -> awaitable<> { co_await plait::sleep_for(std::chrono::milliseconds(ms)); });

        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("of a range passed by name the function gets the elements themselves, and may change them")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::vector<std::string> words{"a", "b", "c"};

        co_await for_each_concurrent(words, 2, [](std::string& word) -> awaitable<> {
            co_await plait::sleep_for(1ms);
            word += "!";
        });

        const std::vector<std::string> expected{"a!", "b!", "c!"};
        CHECK(words == expected);
    });
}

TEST_CASE("a range that is moved in is kept, with elements that can only be moved")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int sum = 0;
        auto prepare = [&sum] {
            std::list<std::unique_ptr<int>> numbers;
            for (int i : {1, 2, 3})
                numbers.push_back(std::make_unique<int>(i));
            auto add = [&sum](std::unique_ptr<int>& number) -> awaitable<> {
                co_await plait::sleep_for(1ms);
                sum += *number;
            };
            return for_each_concurrent(std::move(numbers), 2, add);
        };
        auto prepared = prepare(); // and `numbers` is gone
        co_await std::move(prepared);

        CHECK(sum == 6);
    });
}

TEST_CASE("the function is kept, with its captures")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::string result;
        auto prepare = [&result] {
            auto append = [text = std::string(50, 'x'), &result](int) -> awaitable<> {
                co_await plait::sleep_for(1ms);
                result += text;
            };
            return for_each_concurrent(std::views::iota(0, 2), 1, append);
        };
        auto prepared = prepare(); // and `append` is gone
        co_await std::move(prepared);

        CHECK(result == std::string(100, 'x'));
    });
}

TEST_CASE("an element that a view makes just now is kept for as long as the function runs")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto named =
            std::views::iota(0, 3) | std::views::transform([](int i) { return std::string(50, char('a' + i)); });
        std::string all;

        co_await for_each_concurrent(named, 3, [&](const std::string& text) -> awaitable<> {
            co_await plait::sleep_for(1ms);
            all += text;
        });

        CHECK(all == std::string(50, 'a') + std::string(50, 'b') + std::string(50, 'c'));
    });
}

TEST_CASE("of a range that reuses its element, as that of an istream, each call keeps a copy")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::istringstream text("1 2 3 4");
        std::vector<int> seen;

        co_await for_each_concurrent(std::views::istream<int>(text), 2, [&](const int& number) -> awaitable<> {
            co_await plait::sleep_for(1ms);
            seen.push_back(number);
        });

        const std::vector<int> expected{1, 2, 3, 4};
        CHECK(seen == expected);
    });
}

TEST_CASE("an input range is asked for the next element only when that can be started")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::istringstream text("1 2 3 no number");
        int first_three = 0;

        co_await for_each_concurrent(std::views::istream<int>(text), 1, [&](int number) -> awaitable<> {
            co_await plait::sleep_for(1ms);
            CHECK_FALSE(text.fail());
            first_three += number;
        });

        CHECK(first_three == 6);
        CHECK(text.fail());
    });
}

TEST_CASE("an empty range ends at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        co_await for_each_concurrent(std::vector<int>(), 2, [](int) -> awaitable<> { return wait_for_ever(); });

        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("calls that end at once do not nest: 100,000 of them need no deep stack")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;

        co_await for_each_concurrent(std::views::iota(0, 100'000), 1, [&](int) -> awaitable<> {
            ++calls;
            co_return;
        });

        CHECK(calls == 100'000);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("none at a time is refused")
{
    auto nothing = [](int) -> awaitable<> { co_return; };

    CHECK_THROWS_AS((void)for_each_concurrent(std::vector<int>(), 0, nothing), std::invalid_argument);
}

TEST_CASE("the first call to fail cancels the others and no further ones are made; later errors are dropped")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        bool left = false;
        auto call = [&](int i) -> awaitable<> {
            ++calls;
            switch (i) {
            case 0:
                co_await watched_hour(left);
                break;
            case 1:
                co_await failure_when_cancelled("late");
                break;
            case 2:
                co_await ignore_cancellation_for(30ms);
                break;
            default:
                co_await failure_after(10ms, "boom");
            }
        };

        CHECK_THROWS_WITH_AS(co_await for_each_concurrent(std::views::iota(0, 9), 4, call), "boom", std::runtime_error);

        CHECK(calls == 4);
        CHECK(left);
        CHECK(clock.elapsed() == 30ms);
    });

    CHECK(dropped.texts() == std::vector<std::string>{"for_each_concurrent: late"});
}

TEST_CASE("a call that fails at once is the last")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int calls = 0;
        auto call = [&](int) -> awaitable<> {
            ++calls;
            return failure_at_once("boom");
        };

        CHECK_THROWS_WITH(co_await for_each_concurrent(std::views::iota(0, 9), 4, call), "boom");
        CHECK(calls == 1);
    });
}

TEST_CASE("what the function or the range throws is rethrown when the calls have been cancelled and awaited")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto stubborn = [](int) -> awaitable<> { return ignore_cancellation_for(20ms); };
        auto throws = [&](int i) -> awaitable<> {
            if (i == 1)
                throw std::runtime_error("function");
            return stubborn(i);
        };
        auto number = [](int i) { return i == 1 ? throw std::runtime_error("range") : i; };

        CHECK_THROWS_WITH(co_await for_each_concurrent(std::views::iota(0, 9), 4, throws), "function");
        CHECK(clock.elapsed() == 20ms);

        auto numbers = std::views::iota(0, 9) | std::views::transform(number);
        CHECK_THROWS_WITH(co_await for_each_concurrent(numbers, 4, stubborn), "range");
        CHECK(clock.elapsed() == 40ms);
    });
}

TEST_CASE("cancelling the caller cancels every call that is under way, and no further ones are made")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        bool left[9] = {};
        auto call = [&](int i) -> awaitable<> {
            ++calls;
            if (i == 1)
                co_await ignore_cancellation_for(30ms);
            else
                co_await watched_hour(left[i]);
        };
        auto work = [&]() -> awaitable<> { co_await for_each_concurrent(std::views::iota(0, 9), 3, call); };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK(is_aborted(error));
        CHECK(calls == 3);
        CHECK((left[0] && left[2]));
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_SUITE_END();
