#include <plait/detail/join/join.hpp>

#include <plait/context_value.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/rate_limiter.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/scope.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <functional>
#include <string>
#include <utility>

namespace asio = boost::asio;
using namespace tasks;
using plait::run_concurrent;
using plait::sleep_for;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

constinit plait::context_value<std::string> whose;
constinit plait::context_value<int> other_value;

std::string owner()
{
    return whose.get() ? *whose.get() : "nobody";
}

/// Runs `detached` from a task that has a value and a time limit, which has ended at 1 ms.
awaitable<void> outlived_by(std::function<awaitable<void>()> detached)
{
    auto task = [&]() -> awaitable<> {
        asio::co_spawn(co_await asio::this_coro::executor, detached, asio::detached);
        co_await sleep_for(1ms);
    };
    const std::string name = "a rather long name, which stands on the heap";
    co_await with_timeout(10s, whose.with(name, task));
    for (int i = 0; i < 50; ++i) // others use the memory again
        co_await with_timeout(5s, run_concurrent(sleep_for(1ms), sleep_for(1ms)));
}

} // namespace

TEST_SUITE_BEGIN("inheritance");

TEST_CASE("what a coroutine of co_spawn starts inherits nothing of the task that it came from, and may outlive it")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int ended = 0;
        plait::rate_limiter limit(10000, 1);
        auto look = [&]() -> awaitable<> {
            for (auto pause : {0ms, 20ms}) { // while the task is there, and later
                co_await sleep_for(pause);
                CHECK_FALSE(plait::deadline_left());
                CHECK(owner() == "nobody");
            }
            co_await limit.acquire();
            co_await limit.acquire();
            ++ended;
        };
        auto detached = [&]() -> awaitable<> {
            auto limited = [&]() -> awaitable<> {
                co_await sleep_for(20ms);
                CHECK(plait::deadline_left() == 1h - 20ms);
                co_await with_timeout(2h, run_concurrent([&]() -> awaitable<> {
                                          CHECK(plait::deadline_left() == 1h - 20ms);
                                          ++ended;
                                          co_return;
                                      }));
            };
            auto with_own = [&]() -> awaitable<> {
                co_await sleep_for(20ms);
                CHECK(other_value.get());
                CHECK(owner() == "nobody");
                ++ended;
            };
            auto in_scope = [&](plait::scope& tasks) -> awaitable<> {
                tasks.start(look);
                co_return;
            };
            co_await run_concurrent(
                look, with_timeout(1h, limited), other_value.with(1, with_own), plait::with_scope(in_scope),
                plait::on_all_loops(look));
        };
        co_await outlived_by(detached);
        CHECK(ended == 5);
        CHECK(clock.elapsed() == 51ms);
    });
}

TEST_CASE("a coroutine of co_spawn whose task has ended may do all that it might before")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int ended = 0;
        auto late = [&]() -> awaitable<> {
            co_await sleep_for(20ms);
            auto count = [&]() -> awaitable<> {
                CHECK_FALSE(plait::deadline_left());
                CHECK(owner() == "nobody");
                ++ended;
                co_return;
            };
            CHECK_FALSE(plait::deadline_left());
            CHECK(owner() == "nobody");
            co_await run_concurrent(count);
            co_await plait::on_all_loops(count);
            co_await other_value.with(1, count);
            co_await with_timeout(1s, [&]() -> awaitable<> {
                CHECK(plait::deadline_left() == 1s);
                ++ended;
                co_return;
            });
        };
        co_await outlived_by(late);
        CHECK(ended == 4);
    });
}

TEST_CASE("a task does not seem to wait for what a coroutine of co_spawn waits for that has outlived another task")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto outliving = []() -> awaitable<> { co_await run_concurrent(sleep_for(50ms), sleep_for(50ms)); };
        auto outlived = [&]() -> awaitable<> {
            const plait::executor here = co_await asio::this_coro::executor;
            asio::co_spawn(here, outliving, asio::detached);
            co_await asio::post(here, asio::deferred); // no wait of plait's, which would say when it is over
            REQUIRE(here.task()->waits_for());
        };
        int looked = 0;
        auto look = [&]() -> awaitable<> {
            const plait::executor here = co_await asio::this_coro::executor;
            CHECK_FALSE(here.task()->waits_for());
            ++looked;
            co_await sleep_for(1ms);
        };
        co_await run_concurrent(outlived);
        co_await sleep_for(100ms);
        co_await run_concurrent(look, look, look, look);
        CHECK(looked == 4);
    });
}

TEST_CASE("what a task's own coroutine awaits hands down what the task has, whatever its cancellation state")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int ended = 0;
        auto look = [&]() -> awaitable<> {
            CHECK(plait::deadline_left() == 1s);
            CHECK(owner() == "us");
            ++ended;
            co_return;
        };
        auto nested = [&]() -> awaitable<> { co_await run_concurrent(look); };
        auto task = [&]() -> awaitable<> {
            co_await nested();
            co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
            co_await nested();
            co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
            co_await run_concurrent(nested);
            co_await with_timeout(2s, nested);
            co_await other_value.with(1, nested);
        };
        co_await with_timeout(1s, whose.with("us", task));
        CHECK(ended == 5);
    });
}

TEST_SUITE_END();
