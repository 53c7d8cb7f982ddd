#include <plait/run_concurrent.hpp>

#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/only_moved.hpp>
#include <support/tasks.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <list>
#include <ranges>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace tasks;
using plait::run_concurrent;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

awaitable<only_moved> only_moved_after(std::chrono::milliseconds delay, int number)
{
    co_await plait::sleep_for(delay);
    co_return only_moved(number);
}

awaitable<int> depth(int levels)
{
    if (levels == 0)
        co_return co_await value_after(1ms, 1);
    auto [left, right] = co_await run_concurrent(depth(levels - 1), depth(levels - 1));
    co_return left + right;
}

} // namespace

TEST_SUITE_BEGIN("run_concurrent");

TEST_CASE("returns the results in argument order, when the slowest task is done")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto [slow, fast] = co_await run_concurrent(value_after(20ms, 1), value_after(10ms, "two"s));

        CHECK(slow == 1);
        CHECK(fast == "two");
        CHECK(clock.elapsed() == 20ms); // the longest, not the sum
    });
}

TEST_CASE("a void task gives std::monostate")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto results = co_await run_concurrent(plait::sleep_for(1ms), value_after(1ms, 7));

        static_assert(std::is_same_v<decltype(results), std::tuple<std::monostate, int>>);
        CHECK(std::get<1>(results) == 7);
    });
}

TEST_CASE("one task alone gives a tuple of one")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto [only] = co_await run_concurrent(value_after(5ms, 3));

        CHECK(only == 3);
    });
}

TEST_CASE("results may be of types that can only be moved and have no default")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto [first, second] = co_await run_concurrent(only_moved_after(2ms, 1), only_moved_after(1ms, 2));
        std::vector<awaitable<only_moved>> asked;
        asked.push_back(only_moved_after(1ms, 3));
        std::vector<only_moved> third = co_await run_concurrent(std::move(asked));

        CHECK(first.number() == 1);
        CHECK(second.number() == 2);
        CHECK(third.at(0).number() == 3);
    });
}

TEST_CASE("a closure may read and write the caller's variables")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int sum = 1;
        std::string text;

        co_await run_concurrent(
            [&]() -> awaitable<> { sum += co_await value_after(10ms, 41); },
            [&]() -> awaitable<> {
                text = co_await value_after(5ms, "done"s);
                text += std::to_string(sum);
            });

        CHECK(sum == 42);
        CHECK(text == "done1");
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("awaitables and callables may be mixed")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int factor = 2;
        auto named = [factor]() -> awaitable<int> { co_return factor * 10; };

        auto [a, b, c, d] = co_await run_concurrent(
            value_after(1ms, 1), [&]() -> awaitable<int> { co_return factor; }, named, plait::sleep_for(1ms));

        CHECK(a == 1);
        CHECK(b == 2);
        CHECK(c == 20);
        CHECK(d == std::monostate());
    });
}

TEST_CASE("callables are kept until their tasks have finished")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::string result;
        auto prepare = [&result] {
            auto work = [text = std::string(100, 'x'), &result]() -> awaitable<> {
                co_await plait::sleep_for(1ms);
                result = text;
            };
            return run_concurrent(work);
        };
        auto prepared = prepare(); // and `work` is gone
        co_await std::move(prepared);

        CHECK(result == std::string(100, 'x'));
    });
}

TEST_CASE("a child that completes at once is like any other")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto [a, b] = co_await run_concurrent(value_at_once(1), value_after(1ms, 2));
        auto [c, d] = co_await run_concurrent(value_at_once(3), value_at_once(4));

        CHECK(a + b + c + d == 10);
        CHECK(clock.elapsed() == 1ms);
    });
}

TEST_CASE("the tasks run one at a time between suspensions, and start in argument order")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::string order;
        auto note = [&](char letter) -> awaitable<> {
            order += letter;
            co_await plait::sleep_for(0ms);
            order += letter;
        };

        co_await run_concurrent(note('a'), note('b'), note('c'));

        CHECK(order == "abcabc");
    });
}

TEST_CASE("of a range it returns a vector of the results in the order of the range")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::vector<awaitable<int>> asked;
        for (int i : {30, 10, 20})
            asked.push_back(value_after(std::chrono::milliseconds(i), i));

        std::vector<int> results = co_await run_concurrent(std::move(asked));

        CHECK(results == std::vector{30, 10, 20});
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("of an empty range it returns an empty vector, at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::vector<int> results = co_await run_concurrent(std::vector<awaitable<int>>());
        co_await run_concurrent(std::vector<awaitable<void>>());

        CHECK(results.empty());
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("of a range of void tasks it returns nothing")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::vector<awaitable<void>> sleeps;
        sleeps.push_back(plait::sleep_for(1ms));
        sleeps.push_back(plait::sleep_for(2ms));

        static_assert(std::is_same_v<decltype(run_concurrent(std::move(sleeps))), awaitable<void>>);
        co_await run_concurrent(std::move(sleeps));

        CHECK(clock.elapsed() == 2ms);
    });
}

TEST_CASE("a range may be of closures, of std::function, a list, an array or a view")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::vector<std::function<awaitable<int>()>> functions;
        for (int i = 0; i < 3; ++i)
            functions.push_back([i]() -> awaitable<int> { return value_after(1ms, i); });
        std::list<awaitable<int>> list;
        list.push_back(value_after(1ms, 10));
        std::array<awaitable<int>, 2> array{value_after(1ms, 20), value_at_once(21)};
        auto view = std::views::iota(30, 33) | std::views::transform([](int i) { return value_after(1ms, i); });

        std::vector<int> copied = co_await run_concurrent(functions);
        std::vector<int> moved = co_await run_concurrent(std::move(functions));
        std::vector<int> listed = co_await run_concurrent(std::move(list));
        std::vector<int> fixed = co_await run_concurrent(std::move(array));
        std::vector<int> viewed = co_await run_concurrent(std::move(view));

        CHECK(copied == std::vector{0, 1, 2});
        CHECK(moved == copied);
        CHECK(listed == std::vector{10});
        CHECK(fixed == std::vector{20, 21});
        CHECK(viewed == std::vector{30, 31, 32});
    });
}

TEST_CASE("a range that grows while its tasks run has tasks of what came, too")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::list<int> found{1};
        auto look_behind = [&](int each) -> awaitable<int> {
            if (each < 100)
                found.push_back(each + 1);
            co_await plait::sleep_for(1ms);
            co_return each;
        };

        const std::vector<int> results = co_await run_concurrent(found | std::views::transform(look_behind));

        CHECK(std::ranges::equal(results, std::views::iota(1, 101)));
    });
}

TEST_CASE("10,000 children run together")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::vector<awaitable<int>> asked;
        for (int i = 0; i < 10'000; ++i)
            asked.push_back(value_after(std::chrono::milliseconds(i % 10), i));

        std::vector<int> results = co_await run_concurrent(std::move(asked));

        bool in_order = std::ranges::equal(results, std::views::iota(0, 10'000));
        CHECK(in_order);
        CHECK(clock.elapsed() == 9ms);
    });
}

TEST_CASE("calls nest")
{
    int leaves = run_virtual([](virtual_clock& clock) -> awaitable<int> {
        const int sum = co_await depth(8);
        CHECK(clock.elapsed() == 1ms);
        co_return sum;
    });

    CHECK(leaves == 256);
}

TEST_SUITE_END();
