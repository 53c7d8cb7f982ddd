// The correctness list of fork and join, with children that wait for other threads and other loops.

#include <plait/run_concurrent.hpp>

#include <plait/blocking.hpp>
#include <plait/channel.hpp>
#include <plait/error.hpp>
#include <plait/event.hpp>
#include <plait/guarded.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/race.hpp>
#include <plait/runtime.hpp>
#include <plait/scope.hpp>
#include <plait/settle.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/probes.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/tasks.hpp>
#include <support/uses_parent_at_end.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::blocking;
using plait::channel;
using plait::guarded;
using plait::on_all_loops;
using plait::run_concurrent;
using plait::testing::lifetime_counts;
using plait::testing::lifetime_probe;

namespace {

constexpr std::size_t loops = 3;
constexpr int rounds = 50;

/// Runs `each` many times on every loop at the same time.
template <class Each>
void everywhere(Each each)
{
    plait::runtime several(loops);
    auto repeated = [&]() -> awaitable<> {
        for (int i = 0; i < rounds; ++i)
            co_await each();
    };
    several.run(on_all_loops(repeated));
}

/// A result that comes from another thread.
awaitable<int> from_thread(int value)
{
    co_return co_await blocking([&] { return value; });
}

std::atomic<int> failures_begun = 0;

awaitable<void> failure_from_thread(std::string message)
{
    co_await blocking([&] {
        ++failures_begun;
        throw std::runtime_error(message);
    });
}

} // namespace

TEST_SUITE_BEGIN("joins across threads");

TEST_CASE("a child fails on another thread: its siblings are cancelled and awaited, and its own error comes out")
{
    channel<int> never(1);
    everywhere([&]() -> awaitable<> {
        bool left = false;
        auto wait = [&]() -> awaitable<> {
            struct guard {
                bool& left;
                ~guard() { left = true; }
            } on_exit{left};
            co_await never.receive();
        };
        CHECK_THROWS_WITH_AS(
            co_await run_concurrent(wait, failure_from_thread("boom")), "boom", std::runtime_error);
        CHECK(left);
    });
}

TEST_CASE("the parent is cancelled while its children wait for other loops")
{
    channel<int> never(1);
    plait::event never_set;
    everywhere([&]() -> awaitable<> {
        auto join = [&]() -> awaitable<> { co_await run_concurrent(never.receive(), never_set.wait()); };
        auto first = co_await plait::race(join, from_thread(7));
        CHECK(std::get<1>(first) == 7);
    });
}

TEST_CASE("children finish on different threads, results in order")
{
    guarded<int> sum{0};
    everywhere([&]() -> awaitable<> {
        auto [a, b, c] = co_await run_concurrent(from_thread(1), sum.with([](int& n) { return ++n; }), from_thread(3));
        CHECK(a == 1);
        CHECK(b > 0);
        CHECK(c == 3);
        const std::vector<int> all = co_await run_concurrent(
            std::views::iota(0, 10) | std::views::transform(from_thread), plait::max_in_flight(4));
        for (int i = 0; i < 10; ++i)
            CHECK(all[static_cast<std::size_t>(i)] == i);
    });
}

TEST_CASE("an empty range and children that finish at once complete on every loop")
{
    everywhere([]() -> awaitable<> {
        std::vector<awaitable<int>> none;
        CHECK((co_await run_concurrent(std::move(none))).empty());
        auto [one, two] = co_await run_concurrent(value_at_once(1), from_thread(2));
        CHECK(one + two == 3);
    });
}

TEST_CASE("of two that fail on other threads, one is thrown and the other goes to on_dropped_error")
{
    dropped_errors dropped;
    std::atomic<int> thrown = 0;
    failures_begun = 0;
    everywhere([&]() -> awaitable<> {
        try {
            co_await run_concurrent(failure_from_thread("one"), failure_from_thread("two"));
        } catch (const std::runtime_error&) {
            ++thrown;
        }
    });
    CHECK(thrown == static_cast<int>(loops) * rounds);
    // One that is cancelled while it is queued for a thread does not fail.
    CHECK(static_cast<int>(dropped.texts().size()) == failures_begun - thrown);
}

TEST_CASE("a timeout that races an item from another loop loses none")
{
    constexpr int items = 3000;
    channel<int> numbers(4);
    guarded<long> received{0};
    std::atomic<int> timeouts = 0;
    plait::runtime several(loops);
    auto produce = [&]() -> awaitable<> {
        for (int i = 1; i <= items; ++i)
            co_await numbers.send(i);
        numbers.close();
    };
    auto consume = [&]() -> awaitable<> {
        for (;;) {
            std::optional<int> number;
            try {
                number = co_await plait::with_timeout(1us, numbers.receive());
            } catch (const boost::system::system_error& error) {
                if (error.code() != plait::error::timed_out)
                    throw;
                ++timeouts;
                continue;
            }
            if (!number)
                co_return;
            co_await received.with([&](long& sum) { sum += *number; });
        }
    };
    auto main = [&]() -> awaitable<long> {
        co_await run_concurrent(produce, on_all_loops(consume));
        co_return co_await received.with([](long& sum) { return sum; });
    };
    CHECK(several.run(main()) == static_cast<long>(items) * (items + 1) / 2);
}

TEST_CASE("results that are only moved come from other threads")
{
    everywhere([]() -> awaitable<> {
        auto make = [](int i) -> awaitable<std::unique_ptr<int>> {
            co_return co_await blocking([&] { return std::make_unique<int>(i); });
        };
        auto [one, two] = co_await run_concurrent(make(1), make(2));
        CHECK(*one + *two == 3);
        auto outcomes = co_await plait::settle(make(3), failure_from_thread("boom"));
        CHECK(*std::get<0>(outcomes).value() == 3);
        CHECK(std::get<1>(outcomes).error());
    });
}

TEST_CASE("many children on each loop share a value and a channel")
{
    constexpr int children = 2000;
    channel<int> numbers(8);
    guarded<long> sum{0};
    plait::runtime several(loops);
    auto produce = [&]() -> awaitable<> {
        co_await plait::with_scope([&](plait::scope& tasks) -> awaitable<> {
            for (int i = 0; i < children; ++i)
                tasks.start(numbers.send(1));
            co_return;
        });
    };
    auto consume = [&]() -> awaitable<> {
        while (auto number = co_await numbers.receive())
            co_await sum.with([&](long& n) { n += *number; });
    };
    auto produce_all = [&]() -> awaitable<> {
        co_await on_all_loops(produce);
        numbers.close();
    };
    auto main = [&]() -> awaitable<long> {
        co_await run_concurrent(produce_all, on_all_loops(consume));
        co_return co_await sum.with([](long& n) { return n; });
    };
    CHECK(several.run(main()) == static_cast<long>(loops) * children);
}

TEST_CASE("a runtime that is stopped by an exception destroys what waits on all loops, children before parents")
{
    lifetime_counts counts;
    std::atomic<int> ended = 0;
    channel<int> never(0);
    {
        plait::runtime several(loops);
        auto parent = [&]() -> awaitable<> {
            lifetime_probe variable(counts);
            auto child = [&]() -> awaitable<> {
                uses_parent_at_end at_end(variable, ended);
                co_await never.receive();
            };
            auto scoped = [&](plait::scope& tasks) -> awaitable<> {
                tasks.start(child);
                co_await plait::with_timeout(1h, run_concurrent(child, child));
            };
            auto stop = [&]() -> awaitable<> {
                const plait::executor here = co_await boost::asio::this_coro::executor;
                here.require(boost::asio::execution::blocking.never).execute([] { throw std::runtime_error("stop"); });
                co_await never.receive();
            };
            co_await run_concurrent(plait::with_scope(scoped), stop);
        };
        CHECK_THROWS_WITH(several.run(on_all_loops(parent)), "stop");
    }
    CHECK(counts.alive() == 0);
    CHECK(ended >= 3); // on the loop that threw, and on those that had begun
    CHECK(ended % 3 == 0);
}

TEST_SUITE_END();
