#include <plait/race.hpp>

#include <plait/first_success.hpp>
#include <plait/hedged.hpp>

#include "explored.hpp"

#include <support/dropped_errors.hpp>

#include <stdexcept>
#include <string>
#include <vector>

using namespace explored;
using plait::race;

namespace {

/// What some tasks have done by now.
struct happened {
    std::atomic<int> alive = 0;
    std::vector<int> finished; // in order, those that were not cancelled
};

awaitable<int> finish(int self, int pauses, happened& so_far)
{
    const counted here(so_far.alive);
    co_await let_others_run(pauses);
    so_far.finished.push_back(self);
    co_return self;
}

/// Takes no notice of a cancellation.
awaitable<int> finish_in_any_case(int self, happened& so_far)
{
    const counted here(so_far.alive);
    co_await ignore_cancellation_for(0ms);
    so_far.finished.push_back(self);
    co_return self;
}

awaitable<int> fail(int pauses, happened& so_far)
{
    const counted here(so_far.alive);
    co_await let_others_run(pauses);
    throw std::runtime_error("failed");
}

} // namespace

TEST_SUITE_BEGIN("explore: race");

TEST_CASE("the first to finish wins, and the losers have ended when it returns, in every order")
{
    explore(schedules::all(), []() -> awaitable<> {
        happened so_far;
        const auto first = co_await race(finish(0, 1, so_far), finish_in_any_case(1, so_far), finish(2, 2, so_far));
        REQUIRE(so_far.alive == 0);
        REQUIRE(static_cast<int>(first.index()) == so_far.finished.front());
    });
}

TEST_CASE("losers on other loops have ended, too")
{
    explore(schedules(1000).loops(3), [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        watched<int> data(0);
        auto lose = [&]() -> awaitable<> {
            const counted here(alive);
            (void)data.read();
            co_await wait_for_ever();
        };
        auto win = [&]() -> awaitable<> {
            const counted here(alive);
            co_await let_others_run(2);
        };
        const auto first = co_await race(world.on(1, lose), world.on(2, win), lose());
        REQUIRE(first.index() == 1);
        REQUIRE(alive == 0);
        data.write(1);
    });
}

TEST_CASE("one that is cancelled has a winner, or is aborted, and none of its tasks is left")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        happened so_far;
        bool won = false;
        std::exception_ptr error;
        auto run = [&]() -> awaitable<> {
            const int first = (co_await race(finish(0, 2, so_far), finish(1, 1, so_far))).index() == 0 ? 0 : 1;
            won = true;
            REQUIRE(first == so_far.finished.front());
        };
        auto run_to_end = [&]() -> awaitable<> { error = co_await thrown_by(run()); };
        auto elsewhere = [&]() -> awaitable<> { co_await let_others_run(); };
        auto leave = [&]() -> awaitable<> {
            co_await cancelled_after(0ms, run_to_end());
            REQUIRE(so_far.alive == 0);
            REQUIRE((error ? is_aborted(error) && !won : won));
        };
        co_await race(leave(), world.on(1, elsewhere));
    });
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("explore: first_success");

TEST_CASE("a failure does not win, the first success does, and all have ended, in every order")
{
    const dropped_errors dropped;
    explore(schedules::all(), []() -> awaitable<> {
        happened so_far;
        const int first =
            co_await plait::first_success(fail(1, so_far), finish_in_any_case(1, so_far), finish(2, 1, so_far));
        REQUIRE(so_far.alive == 0);
        REQUIRE(first == so_far.finished.front());
    });
}

TEST_CASE("if all fail, every error is reported")
{
    explore(600, [](simulation& world) -> awaitable<> {
        happened so_far;
        auto there = [&] { return fail(1, so_far); };
        try {
            (void)co_await plait::first_success(fail(2, so_far), world.on(1, there), fail(1, so_far));
            FAIL("none has succeeded");
        } catch (const plait::failures& all) {
            REQUIRE(all.errors().size() == 3);
        }
        REQUIRE(so_far.alive == 0);
    });
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("explore: hedged");

TEST_CASE("the first answer wins, the other call has ended, and no call is made after it")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        happened so_far;
        int calls = 0;
        bool one_too_many = false;
        auto ask = [&]() -> awaitable<int> {
            const int self = ++calls;
            const counted here(so_far.alive);
            one_too_many |= !so_far.finished.empty();
            co_await plait::sleep_for(self == 1 ? 2ms : 1ms);
            so_far.finished.push_back(self);
            co_return self;
        };
        const int first = co_await plait::hedged(1ms, ask, 3);
        REQUIRE(so_far.alive == 0);
        REQUIRE(first == so_far.finished.front());
        REQUIRE(world.elapsed() == 2ms);
        REQUIRE(calls >= 2);
        REQUIRE(!one_too_many);
    });
}

TEST_CASE("a call that fails makes the next at once, and one that is cancelled leaves none behind")
{
    const dropped_errors dropped;
    explore(600, [](simulation& world) -> awaitable<> {
        happened so_far;
        int calls = 0;
        auto ask = [&]() -> awaitable<int> {
            if (++calls == 1)
                return fail(1, so_far);
            return finish(calls, 2, so_far);
        };
        auto hedge = [&]() -> awaitable<> {
            const int answer = co_await plait::hedged(1h, ask);
            REQUIRE(answer == 2);
        };
        const auto error = co_await cancelled_after(0ms, hedge());
        REQUIRE((!error || is_aborted(error)));
        REQUIRE(so_far.alive == 0);
        REQUIRE(calls <= 2);
        REQUIRE(world.elapsed() == 0ms);
    });
}

TEST_SUITE_END();
