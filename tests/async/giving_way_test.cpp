#include <plait/channel.hpp>
#include <plait/error.hpp>
#include <plait/event.hpp>
#include <plait/guarded.hpp>
#include <plait/latch.hpp>
#include <plait/mutex.hpp>
#include <plait/rate_limiter.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>
#include <plait/scope.hpp>
#include <plait/select.hpp>
#include <plait/semaphore.hpp>
#include <plait/shared_mutex.hpp>
#include <plait/single_flight.hpp>
#include <plait/sleep.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/codes.hpp>
#include <support/tasks.hpp>

#include <functional>
#include <string>
#include <vector>

using namespace tasks;

namespace {

/// Does the operation again and again, as long as nothing cuts it off. A test that hangs has failed.
awaitable<> repeat_until_cut_off(std::function<awaitable<>()> operation)
{
    const auto give_up = plait::clock::now() + 20s;
    while (plait::clock::now() < give_up)
        co_await operation();
}

} // namespace

TEST_SUITE_BEGIN("giving way");

// The one test of real time: in virtual time a loop that never waits takes none.
TEST_CASE("a time limit comes in on a loop over operations that are always ready")
{
    plait::channel<int> items(1);
    plait::semaphore places(1);
    plait::mutex alone;
    plait::shared_mutex shared;
    plait::event ready;
    ready.set();
    plait::latch down(0);
    plait::guarded<int> number(0);
    plait::rate_limiter tokens(1e9, 1'000'000);
    plait::single_flight<int, int> flights;

    struct row {
        std::string name;
        std::function<awaitable<>()> operation;
    };
    const std::vector<row> rows{
        {"channel",
         [&]() -> awaitable<> {
             co_await items.send(1);
             co_await items.receive();
         }},
        {"semaphore", [&]() -> awaitable<> { const auto held = co_await places.acquire(); }},
        {"mutex", [&]() -> awaitable<> { const auto held = co_await alone.lock(); }},
        {"shared_mutex, to write", [&]() -> awaitable<> { const auto held = co_await shared.lock(); }},
        {"shared_mutex, to read", [&]() -> awaitable<> { const auto held = co_await shared.lock_shared(); }},
        {"event", [&]() -> awaitable<> { co_await ready.wait(); }},
        {"latch", [&]() -> awaitable<> { co_await down.wait(); }},
        {"guarded", [&]() -> awaitable<> { co_await number.with([](int& n) { ++n; }); }},
        {"rate_limiter", [&]() -> awaitable<> { co_await tokens.acquire(); }},
        {"select", [&]() -> awaitable<> { co_await plait::select(ready.waiting(), items.receiving()); }},
        {"single_flight", [&]() -> awaitable<> { co_await flights.run(1, value_at_once(1)); }},
        {"run_concurrent",
         [&]() -> awaitable<> { co_await plait::run_concurrent(value_at_once(1), value_at_once(2)); }},
        {"with_timeout", [&]() -> awaitable<> { co_await plait::with_timeout(1h, value_at_once(1)); }},
        {"sleep_for(0s)", [&]() -> awaitable<> { co_await plait::sleep_for(0s); }},
    };
    plait::runtime one(1);
    for (const row& r : rows) {
        CAPTURE(r.name);
        CHECK(one.run(code_of(plait::with_timeout(1ms, repeat_until_cut_off(r.operation)))) == plait::error::timed_out);
    }
}

TEST_CASE("an operation that gives way is done once, as any other")
{
    plait::runtime one(1);
    auto count = []() -> awaitable<> {
        plait::channel<int> items(4);
        plait::semaphore places(2);
        int expected = 0;
        int next = 0;
        const auto end = plait::clock::now() + 20ms; // long enough to give way a few times
        while (plait::clock::now() < end) {
            const auto place = co_await places.acquire();
            co_await items.send(next);
            ++next; // not in the argument, where clang 16 warns that it happens twice
            REQUIRE(*co_await items.receive() == expected++);
            REQUIRE(places.available() == 1);
        }
        CHECK(places.available() == 2);
        CHECK(items.size() == 0);
    };
    one.run(count());
}

TEST_CASE("a task that is started in a scope whose caller gives way is cancelled with the caller")
{
    plait::scope* open = nullptr;
    bool is_cut_off = false;
    auto wait = [&]() -> awaitable<> {
        try {
            co_await plait::sleep_for(20s); // a test that takes as long has failed
        } catch (...) {
            is_cut_off = true;
            throw;
        }
    };
    auto start_in_between = [&]() -> awaitable<> {
        while (!open)
            co_await plait::sleep_for(0s);
        open->start(wait); // its body has ended, and its caller is on its way
    };
    auto open_many = [&]() -> awaitable<> {
        auto body = [&](plait::scope& tasks) -> awaitable<> {
            open = &tasks;
            co_return;
        };
        for (;;) {
            co_await plait::with_scope(body);
            open = nullptr;
        }
    };
    auto all = [&]() -> awaitable<> { co_await plait::run_concurrent(start_in_between, open_many); };
    plait::runtime one(1);
    CHECK(one.run(code_of(plait::with_timeout(50ms, all))) == plait::error::timed_out);
    CHECK(is_cut_off);
}

TEST_SUITE_END();
