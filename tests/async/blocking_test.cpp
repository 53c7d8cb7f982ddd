#include <plait/blocking.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace tasks;
using plait::blocking;
using plait::blocking_options;
using plait::blocking_pool;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

static_assert(!std::is_copy_constructible_v<blocking_pool>);
static_assert(!std::is_convertible_v<blocking_options, blocking_pool>);

namespace {

int nine()
{
    return 9;
}

struct no_default { // not local to its test: g++ 12 crashes on that, without optimisation
    explicit no_default(int n) : number(n) {}
    int number;
};

} // namespace

TEST_SUITE_BEGIN("blocking");

TEST_CASE("returns what the function returns, of any type that can be moved")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        blocking_pool pool;

        CHECK(co_await blocking([] { return 7; }) == 7);
        CHECK(co_await pool.run([] { return "text"s; }) == "text");
        const std::unique_ptr<int> moved = co_await blocking([] { return std::make_unique<int>(5); });
        CHECK(*moved == 5);
        const no_default made = co_await pool.run([] { return no_default(3); });
        CHECK(made.number == 3);
        bool called = false;
        co_await blocking([&] { called = true; });
        CHECK(called);
    });
}

TEST_CASE("what the function throws reaches the caller")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        blocking_pool pool;

        CHECK_THROWS_WITH_AS(
            co_await blocking([]() -> int { throw std::runtime_error("boom"); }), "boom", std::runtime_error);
        CHECK_THROWS_WITH(co_await pool.run([] { throw std::runtime_error("bang"); }), "bang");
    });
}

TEST_CASE("the function is kept until it has been called")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto prepare = [] {
            auto size = [text = std::string(100, 'x')] { return text.size(); };
            return blocking(size);
        };
        auto prepared = prepare(); // and `size` is gone

        CHECK(co_await std::move(prepared) == 100);
    });
}

TEST_CASE("the function is called when the call is awaited, not before")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int calls = 0;
        awaitable<void> call = blocking([&] { ++calls; });
        CHECK(calls == 0);

        co_await std::move(call);

        CHECK(calls == 1);
    });
}

TEST_CASE("the function may be an object that can be called only once, or an ordinary function")
{
    struct once {
        int number;
        int operator()() && { return number; }
    };
    run_virtual([](virtual_clock&) -> awaitable<> {
        const once call{4};
        CHECK(co_await blocking(call) == 4);
        CHECK(co_await blocking(nine) == 9);
    });
}

TEST_CASE("in virtual time the function runs on the loop itself, takes no time and is no deadlock")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const std::thread::id here = std::this_thread::get_id();
        blocking_pool pool(blocking_options().threads(1).queue(1));
        std::vector<awaitable<std::thread::id>> calls;
        for (int i = 0; i < 20; ++i) {
            calls.push_back(blocking([] { return std::this_thread::get_id(); }));
            calls.push_back(pool.run([] { return std::this_thread::get_id(); }));
        }

        const std::vector<std::thread::id> threads = co_await plait::run_concurrent(std::move(calls));

        CHECK(threads == std::vector<std::thread::id>(40, here));
        CHECK(pool.threads() == 0);
        CHECK(pool.running() + pool.queued() + pool.waiting() == 0);
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("in virtual time the function is a step of its own, after what can run already")
{
    std::string order;
    run_virtual([&](virtual_clock& clock) -> awaitable<> {
        auto call = [&]() -> awaitable<> {
            order += "before ";
            co_await blocking([&] { order += "inside "; });
            order += "after ";
        };
        auto other = [&]() -> awaitable<> {
            order += "other ";
            co_return;
        };
        auto later = call_after(1ms, [&] { order += "later"; });

        co_await plait::run_concurrent(call, other, std::move(later));

        CHECK(clock.elapsed() == 1ms);
    });
    CHECK(order == "before other inside after later");
}

TEST_CASE("a function whose caller is cancelled before is never called")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool called = false;
        auto call_blocking = [&]() -> awaitable<> { return blocking([&] { called = true; }); };
        std::exception_ptr error;
        auto call = [&]() -> awaitable<> {
            try {
                co_await call_blocking();
            } catch (...) {
                error = std::current_exception();
            }
        };

        CHECK_THROWS_WITH(co_await plait::run_concurrent(call, failure_at_once("stop")), "stop");

        CHECK(is_aborted(error));
        CHECK_FALSE(called);
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("a function may take a stop token")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const bool asked = co_await blocking([](std::stop_token stop) { return stop.stop_requested(); });
        CHECK_FALSE(asked);
        CHECK(co_await blocking([](const std::stop_token&) { return std::make_unique<int>(1); }) != nullptr);
    });
}

TEST_CASE("a time limit does not run out while the function runs in virtual time")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK(co_await plait::with_timeout(0s, blocking([] { return 1; })) == 1);
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("options chain, and refuse a pool without threads")
{
    const blocking_options options = blocking_options().threads(2).queue(100);

    CHECK(options.threads() == 2);
    CHECK(options.queue() == 100);
    CHECK(blocking_options().threads() >= 4);
    CHECK_THROWS_WITH_AS(
        blocking_options().threads(0), "blocking_options: 0 threads; give at least 1", std::invalid_argument);
}

TEST_SUITE_END();
