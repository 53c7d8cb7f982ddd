#include <plait/rate_limiter.hpp>

#include <plait/clock.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <stdexcept>
#include <utility>
#include <vector>

using namespace tasks;
using plait::on_all_loops;
using plait::rate_limiter;
using plait::run_concurrent;
using plait::runtime;

namespace {

constexpr std::size_t loops = 4;
constexpr int callers = 10; // on each loop
constexpr int rounds = 10;

} // namespace

TEST_SUITE_BEGIN("threads: rate_limiter");

TEST_CASE("tasks of all loops share one rate, and never get more than it allows")
{
    rate_limiter limit(100000, 5);
    auto caller = [&]() -> awaitable<> {
        for (int i = 0; i < rounds; ++i)
            co_await limit.acquire();
    };
    auto each = [&]() -> awaitable<> {
        std::vector<awaitable<void>> all;
        for (int i = 0; i < callers; ++i)
            all.push_back(caller());
        co_await run_concurrent(std::move(all));
    };
    const plait::clock::time_point begin = plait::clock::now();
    runtime(loops).run(on_all_loops(each));

    constexpr int tokens = static_cast<int>(loops) * callers * rounds;
    CHECK(plait::clock::now() - begin >= (tokens - 5) * 10us);
}

TEST_CASE("of tasks that are cancelled on all loops nothing stays behind")
{
    rate_limiter limit(1.0 / 3600, 1);
    CHECK(limit.try_acquire());
    runtime all(loops);
    for (int round = 0; round < 30; ++round) {
        auto stop = [&]() -> awaitable<> {
            for (int i = 0; i < round % 5; ++i)
                co_await plait::sleep_for(0ms);
            throw std::runtime_error("stop");
        };
        auto each = [&]() -> awaitable<> {
            CHECK_THROWS_WITH(co_await run_concurrent(limit.acquire(), limit.acquire(), stop), "stop");
        };
        all.run(on_all_loops(each));
    }
    auto still_an_hour = [&]() -> awaitable<> {
        // It fails at once if it is more: one token is an hour away.
        auto wait = plait::with_timeout(90min, limit.acquire());
        co_await run_concurrent(std::move(wait), failure_at_once("it waits"));
    };
    CHECK_THROWS_WITH(all.run(still_an_hour()), "it waits");
}

TEST_SUITE_END();
