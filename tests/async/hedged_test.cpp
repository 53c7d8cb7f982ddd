#include <plait/hedged.hpp>

#include <plait/error.hpp>
#include <plait/failures.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/only_moved.hpp>
#include <support/tasks.hpp>

#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::hedged;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

using durations = std::vector<plait::clock::duration>;

} // namespace

TEST_SUITE_BEGIN("hedged");

TEST_CASE("an answer within the delay costs one call")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<int> {
            ++calls;
            return value_after(19ms, 7);
        };

        CHECK(co_await hedged(20ms, ask) == 7);
        CHECK(calls == 1);
        CHECK(clock.elapsed() == 19ms);
    });
}

TEST_CASE("without an answer after the delay it calls again; the first to succeed wins, the other is cancelled")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        bool left = false;
        auto ask = [&]() -> awaitable<int> {
            const int call = ++calls;
            if (call == 1)
                co_await watched_hour(left);
            co_return co_await value_after(10ms, call);
        };

        CHECK(co_await hedged(20ms, ask) == 2);
        CHECK(calls == 2);
        CHECK(left);
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("the first call may still win after the second was made")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<int> { return value_after(25ms, ++calls); };

        CHECK(co_await hedged(20ms, ask) == 1);
        CHECK(calls == 2);
        CHECK(clock.elapsed() == 25ms);
    });
}

TEST_CASE("it makes as many calls as it may, one for each delay, and no more")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        durations called;
        auto ask = [&]() -> awaitable<> {
            called.push_back(clock.elapsed());
            return plait::sleep_for(100ms);
        };

        co_await hedged(20ms, ask, 3);

        const durations expected{0ms, 20ms, 40ms};
        CHECK(called == expected);
        CHECK(clock.elapsed() == 100ms);
    });
}

TEST_CASE("a call that fails makes the next one at once, and the delay counts from there")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        durations called;
        auto ask = [&]() -> awaitable<int> {
            called.push_back(clock.elapsed());
            return called.size() == 1 ? failure_after<int>(5ms, "down") : value_after(30ms, 1);
        };

        CHECK(co_await hedged(20ms, ask, 4) == 1);

        const durations expected{0ms, 5ms, 25ms};
        CHECK(called == expected);
        CHECK(clock.elapsed() == 35ms);
    });
}

TEST_CASE("if all the calls fail it throws failures, with every error")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<int> { return failure_after<int>(30ms, std::to_string(++calls)); };
        auto ask_at_once = [&]() -> awaitable<int> { return failure_at_once<int>(std::to_string(++calls)); };

        CHECK_THROWS_WITH_AS(co_await hedged(20ms, ask, 3), "hedged: 3 errors: 1; 2; 3", plait::failures);
        CHECK(clock.elapsed() == 60ms); // 0, 20 and, as the first failed, 30

        CHECK_THROWS_WITH_AS(co_await hedged(20ms, ask_at_once), "hedged: 2 errors: 4; 5", plait::failures);
        CHECK(clock.elapsed() == 60ms);
    });
}

TEST_CASE("a call that succeeds at once is the only one")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<int> { return value_at_once(++calls); };

        CHECK(co_await hedged(0ms, ask, 3) == 1);
        CHECK(calls == 1);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("a loser that ignores cancellation delays the return, and no further call is made meanwhile")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<int> {
            const int call = ++calls;
            return call == 1 ? stubborn_value_after(90ms, call) : value_after(10ms, call);
        };

        CHECK(co_await hedged(20ms, ask, 3) == 2);
        CHECK(calls == 2);
        CHECK(clock.elapsed() == 90ms);
    });
}

TEST_CASE("an error of a call that is cancelled goes to on_dropped_error")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock&) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<int> {
            return ++calls == 1 ? failure_when_cancelled<int>("late") : value_after(10ms, calls);
        };

        CHECK(co_await hedged(20ms, ask) == 2);
    });

    CHECK(dropped.texts() == std::vector<std::string>{"hedged: late"});
}

TEST_CASE("at most one call is no hedge; at most none is refused")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<int> { return value_after(90ms, ++calls); };

        CHECK(co_await hedged(20ms, ask, 1) == 1);
        CHECK(clock.elapsed() == 90ms);

        CHECK_THROWS_WITH_AS(
            (void)hedged(20ms, ask, 0), "plait::hedged with at most 0 calls: give at least 1", std::invalid_argument);
    });
}

TEST_CASE("with the longest delay there is, only a failure makes the next call")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<int> {
            return ++calls == 1 ? failure_after<int>(1h, "down") : value_after(1h, calls);
        };

        CHECK(co_await hedged(plait::clock::duration::max(), ask, 3) == 2);
        CHECK(clock.elapsed() == 2h);
    });
}

TEST_CASE("the function is kept until all calls have ended")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::vector<std::string> results;
        auto prepare = [&results] {
            auto ask = [text = std::string(100, 'x'), &results]() -> awaitable<> {
                co_await ignore_cancellation_for(30ms);
                results.push_back(text);
            };
            return hedged(20ms, ask);
        };
        auto prepared = prepare(); // and `ask` is gone
        co_await std::move(prepared);

        CHECK(results == std::vector<std::string>(2, std::string(100, 'x')));
        CHECK(clock.elapsed() == 50ms);
    });
}

TEST_CASE("a result may be of a type that can only be moved and has no default, or a reference")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int variable = 1;

        int& referred = co_await hedged(1ms, [&]() -> awaitable<int&> { co_return variable; });
        const only_moved moved = co_await hedged(1ms, []() -> awaitable<only_moved> { co_return only_moved(2); });

        CHECK(&referred == &variable);
        CHECK(moved.number() == 2);
    });
}

TEST_CASE("a call that throws in place of returning a task counts as one that failed")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<int> {
            if (++calls == 2)
                throw std::runtime_error("not even started");
            return value_after(50ms, calls);
        };
        auto throws = []() -> awaitable<int> { throw std::runtime_error("not even started"); };

        CHECK(co_await hedged(20ms, ask, 3) == 1);
        CHECK(calls == 3);
        CHECK(clock.elapsed() == 50ms);
        CHECK_THROWS_WITH(co_await hedged(20ms, throws), "hedged: 2 errors: not even started; not even started");
    });
}

TEST_CASE("cancelling the caller cancels the calls, they are waited for, and no further one is made")
{
    const dropped_errors dropped;
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<> {
            if (++calls == 1)
                co_await failure_when_cancelled("late");
            co_await plait::run_concurrent(ignore_cancellation_for(50ms), wait_for_ever());
        };
        auto work = [&]() -> awaitable<> { co_await hedged(20ms, ask, 5); };

        const std::exception_ptr error = co_await cancelled_after(30ms, work());

        CHECK(is_aborted(error));
        CHECK(calls == 2);
        CHECK(clock.elapsed() == 70ms);
    });

    CHECK(dropped.texts() == std::vector<std::string>{"hedged: late"});
}

TEST_SUITE_END();
