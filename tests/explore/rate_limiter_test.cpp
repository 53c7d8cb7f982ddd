#include <plait/rate_limiter.hpp>

#include <plait/guarded.hpp>
#include <plait/run_concurrent.hpp>

#include "explored.hpp"

#include <algorithm>
#include <vector>

using namespace explored;
using plait::clock;
using plait::rate_limiter;

namespace {

/// Two at once, and one for each millisecond: no more by any time.
void require_rate(const std::vector<clock::duration>& served)
{
    for (std::size_t i = 0; i < served.size(); ++i)
        REQUIRE(served[i] >= (static_cast<int>(i) - 1) * 1ms);
}

} // namespace

TEST_SUITE_BEGIN("explore: rate_limiter");

TEST_CASE("no more are served by any time than there were tokens, and all as soon as there are")
{
    explore(schedules(800).loops(3), [](simulation& world) -> awaitable<> {
        rate_limiter limit(1000, 2);
        plait::guarded<std::vector<clock::duration>> served;
        auto acquire = [&]() -> awaitable<> {
            for (int i = 0; i < 2; ++i) {
                co_await limit.acquire();
                co_await served.with([&](auto& all) { all.push_back(world.elapsed()); });
            }
        };
        co_await plait::run_concurrent(acquire(), world.on(1, acquire), world.on(2, acquire));
        const auto all = co_await served.with([](auto& times) { return times; });
        REQUIRE(all.size() == 6);
        require_rate(all);
        REQUIRE(world.elapsed() == 4ms);
    });
}

TEST_CASE("one that gives up gives its reservation back")
{
    explore(600, [](simulation& world) -> awaitable<> {
        rate_limiter limit(1000, 1);
        REQUIRE(limit.try_acquire());
        auto leave = [&]() -> awaitable<> {
            const auto error = co_await cancelled_after(0ms, limit.acquire());
            REQUIRE(is_aborted(error));
        };
        co_await plait::run_concurrent(leave(), world.on(1, leave));
        co_await limit.acquire();
        REQUIRE(world.elapsed() == 1ms);
    });
}

TEST_CASE("also where some give up, there are no more served than there were tokens")
{
    explore(schedules(1000).loops(3), [](simulation& world) -> awaitable<> {
        rate_limiter limit(1000, 2);
        plait::guarded<std::vector<clock::duration>> served;
        auto acquire = [&]() -> awaitable<> {
            co_await limit.acquire();
            co_await served.with([&](auto& all) { all.push_back(world.elapsed()); });
        };
        auto leave = [&]() -> awaitable<> { co_await cancelled_after(0ms, acquire()); };
        auto acquire_twice = [&]() -> awaitable<> {
            co_await acquire();
            co_await acquire();
        };
        co_await plait::run_concurrent(
            acquire_twice(), leave(), world.on(1, leave), world.on(1, acquire_twice), world.on(2, acquire_twice));
        const auto all = co_await served.with([](auto& times) { return times; });
        REQUIRE(all.size() >= 6);
        require_rate(all);
    });
}

TEST_CASE("a token goes to one: who takes it without waiting, or who has waited for it")
{
    explore(600, [](simulation& world) -> awaitable<> {
        rate_limiter limit(1000, 1);
        REQUIRE(limit.try_acquire());
        std::atomic<int> taken = 0;
        auto acquire = [&]() -> awaitable<> {
            co_await limit.acquire();
            ++taken;
        };
        auto look = [&]() -> awaitable<> {
            co_await plait::sleep_for(1ms);
            for (int i = 0; i < 3; ++i) {
                if (limit.try_acquire())
                    ++taken;
                co_await let_others_run();
            }
        };
        co_await plait::run_concurrent(acquire(), world.on(1, look));
        REQUIRE(taken == 1);
        REQUIRE(world.elapsed() == 1ms);
    });
}

TEST_SUITE_END();
