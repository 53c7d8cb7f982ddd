#include <plait/scope.hpp>

#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <exception>
#include <utility>

using namespace std::chrono_literals;
using namespace tasks;
using plait::scope;
using plait::scope_options;
using plait::with_scope;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// A scope whose body waits for ever, and that has one task.
awaitable<void> scope_of(scope_options options, awaitable<void> task)
{
    auto body = [&](scope& tasks) -> awaitable<> {
        tasks.start(std::move(task));
        co_await wait_for_ever();
    };
    co_await with_scope(options, body);
}

/// One whose body is that.
awaitable<void> scope_around(scope_options options, awaitable<void> body)
{
    auto await = [&](scope&) -> awaitable<> { co_await std::move(body); };
    co_await with_scope(options, await);
}

scope_options drains(plait::clock::duration most)
{
    return scope_options().drain(most);
}

} // namespace

TEST_SUITE_BEGIN("scope: drains inside each other");

TEST_CASE("drain: of scopes inside each other the outer one's time is the limit, and no timer is left")
{
    struct row {
        const char* name;
        awaitable<void> (*tree)(awaitable<void> work);
        std::chrono::milliseconds work;
        std::chrono::milliseconds ends;
    };
    const row rows[] = {
        {"in the body, the work is done in time",
         [](awaitable<void> work) { return scope_around(drains(2s), scope_of(drains(10s), std::move(work))); }, 1500ms,
         1500ms},
        {"in the body",
         [](awaitable<void> work) { return scope_around(drains(1s), scope_of(drains(10s), std::move(work))); }, 1h, 2s},
        {"in the body, shorter",
         [](awaitable<void> work) { return scope_around(drains(10s), scope_of(drains(1s), std::move(work))); }, 1h, 2s},
        {"as a task, which is not told before the time is over",
         [](awaitable<void> work) { return scope_of(drains(1s), scope_of(drains(10s), std::move(work))); }, 1h, 2s},
        {"without a time of its own, it passes on how urgent it is",
         [](awaitable<void> work) {
             return scope_around(drains(1s), scope_of(scope_options(), scope_of(drains(10s), std::move(work))));
         },
         1h, 2s},
        {"three, and what is between them",
         [](awaitable<void> work) {
             return scope_around(
                 drains(3s), plait::with_timeout(
                                 1h, scope_around(
                                         drains(2s), without_result(plait::race(
                                                         wait_for_ever(), scope_of(drains(10s), std::move(work)))))));
         },
         1h, 3s},
    };
    for (const row& r : rows) {
        CAPTURE(r.name);
        run_virtual(
            [](virtual_clock& clock, const row& r) -> awaitable<> {
                CHECK(is_aborted(co_await cancelled_after(1s, r.tree(plait::sleep_for(r.work)))));
                CHECK(clock.elapsed() == r.ends);
                CHECK(no_timer_is_set());
                co_await plait::sleep_for(10s);
                CHECK(clock.elapsed() == r.ends + 10s);
            },
            r);
    }
}

TEST_CASE("drain: what was told to end is not hurried when its caller is told so, and is when that one's time is over")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto decided = [](std::chrono::seconds work) {
            return without_result(plait::race(plait::sleep_for(500ms), scope_of(drains(10s), plait::sleep_for(work))));
        };
        co_await cancelled_after(1s, scope_around(drains(5s), decided(4s)));
        CHECK(clock.elapsed() == 4s); // not at 1 s

        co_await cancelled_after(1s, scope_around(drains(5s), decided(60s)));
        CHECK(clock.elapsed() == 4s + 6s);
        CHECK(no_timer_is_set());
    });
}

TEST_CASE("drain: time limits that end one after the other cancel it once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const auto error = co_await thrown_by(plait::with_timeout(
            2s, plait::run_concurrent(plait::with_timeout(1s, scope_of(drains(10s), plait::sleep_for(5s))))));
        CHECK(error);
        CHECK(clock.elapsed() == 5s);
        CHECK(no_timer_is_set());
    });
}

TEST_CASE("drain: a caller that no function of plait has started ends it by a second signal, and no sooner by a third")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        boost::asio::cancellation_signal ending;
        const plait::executor loop = (co_await boost::asio::this_coro::executor).owner().root();
        bool ended = false;
        boost::asio::co_spawn(
            loop, scope_around(drains(1h), scope_of(drains(10s), ignore_cancellation_for(6s))),
            boost::asio::bind_cancellation_slot(ending.slot(), [&](const std::exception_ptr&) { ended = true; }));
        for (std::chrono::seconds when : {1s, 3s, 4s}) {
            co_await plait::sleep_until(plait::clock::time_point(when));
            ending.emit(boost::asio::cancellation_type::terminal);
        }
        co_await plait::sleep_for(1s);
        CHECK_FALSE(ended);
        CHECK(no_timer_is_set() == false); // the sleep, which ignores all of it
        co_await plait::sleep_for(1s);
        CHECK(ended);
        CHECK(clock.elapsed() == 6s);
        CHECK(no_timer_is_set());
    });
}

TEST_SUITE_END();
