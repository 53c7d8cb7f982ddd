#include <plait/with_timeout.hpp>

#include <plait/channel.hpp>
#include <plait/retry.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/timed.hpp>

#include "explored.hpp"

#include <optional>
#include <stdexcept>
#include <string>

using namespace explored;
using plait::with_deadline;
using plait::with_timeout;

namespace {

bool is_timeout(const std::exception_ptr& error)
{
    try {
        if (error)
            std::rethrow_exception(error);
    } catch (const boost::system::system_error& thrown) {
        return thrown.code() == plait::error::timed_out;
    } catch (...) {
    }
    return false;
}

} // namespace

TEST_SUITE_BEGIN("explore: with_timeout");

TEST_CASE("a result of the last moment is in time, wherever it comes from")
{
    explore(schedules(800).loops(3), [](simulation& world) -> awaitable<> {
        auto work = [&]() -> awaitable<int> {
            const auto [one, two, three] = co_await plait::run_concurrent(
                world.on(1, value_after(1ms, 1)), world.on(2, value_after(1ms, 2)), value_after(1ms, 3));
            co_return one + two + three;
        };
        auto timeout = [&]() -> awaitable<> {
            const int sum = co_await with_timeout(1ms, work);
            REQUIRE(sum == 6);
        };
        co_await plait::run_concurrent(timeout(), world.on(1, timeout));
        REQUIRE(world.elapsed() == 1ms);
    });
}

TEST_CASE("a result that comes after the time is returned all the same")
{
    explore(600, [](simulation& world) -> awaitable<> {
        const int late = co_await with_timeout(1ms, stubborn_value_after(3ms, 7));
        REQUIRE(late == 7);
        auto there = [] { return stubborn_value_after(3ms, 8); };
        const int from_there = co_await with_timeout(1ms, world.on(1, there));
        REQUIRE(from_there == 8);
        REQUIRE(world.elapsed() == 6ms);
    });
}

TEST_CASE("when time has run out the task has ended, on every loop, before the error comes")
{
    explore(schedules(800).loops(3), [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        watched<int> data(0);
        auto wait = [&]() -> awaitable<> {
            const counted here(alive);
            (void)data.read();
            co_await wait_for_ever();
        };
        auto work = [&]() -> awaitable<> {
            co_await plait::run_concurrent(wait(), world.on(1, wait), world.on(2, wait));
        };
        const auto error = co_await thrown_by(with_timeout(1ms, work));
        REQUIRE(is_timeout(error));
        REQUIRE(alive == 0);
        REQUIRE(world.elapsed() == 1ms);
        data.write(1);
    });
}

TEST_CASE("of those around a task the earliest ends it, and is the one that says so")
{
    explore(600, [](simulation& world) -> awaitable<> {
        auto inner = [&](plait::clock::duration limit) -> awaitable<> {
            const auto error = co_await thrown_by(with_timeout(limit, wait_for_ever()));
            REQUIRE((limit == 1ms ? is_timeout(error) : is_aborted(error)));
            std::rethrow_exception(error);
        };
        auto outer = [&](plait::clock::duration limit) -> awaitable<> {
            const auto error = co_await thrown_by(with_deadline(world.now() + 2ms, inner(limit)));
            REQUIRE(is_timeout(error));
        };
        co_await plait::run_concurrent(outer(1ms), outer(3ms), world.on(1, [&] { return outer(1ms); }), outer(2ms));
        REQUIRE(world.elapsed() == 2ms);
    });
}

TEST_CASE("an item of a channel is not lost to a time that runs out")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        plait::channel<int> items(0);
        std::optional<int> got;
        bool sent = false;
        auto receive = [&]() -> awaitable<> {
            auto limited = with_timeout(2ms, items.receive());
            try {
                got = co_await std::move(limited);
            } catch (const boost::system::system_error& error) {
                REQUIRE(error.code() == plait::error::timed_out);
            }
        };
        auto send = [&]() -> awaitable<> {
            co_await plait::sleep_for(2ms);
            sent = items.try_send(7);
        };
        co_await plait::run_concurrent(receive(), world.on(1, send));
        REQUIRE(sent == got.has_value());
    });
}

TEST_CASE("one that is cancelled in its time is aborted, not timed out")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        bool finished = false;
        auto work = [&]() -> awaitable<> { co_await world.on(1, [] { return let_others_run(); }); };
        auto limited = [&]() -> awaitable<> {
            co_await with_timeout(1ms, work);
            finished = true;
        };
        const auto error = co_await cancelled_after(0ms, limited());
        REQUIRE((error ? is_aborted(error) && !finished : finished));
        REQUIRE(world.elapsed() == 0ms);
    });
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("explore: timed");

TEST_CASE("the time is the task's own, whatever runs beside it")
{
    explore(400, [](simulation& world) -> awaitable<> {
        auto measure = [&]() -> awaitable<> {
            co_await let_others_run();
            const auto [value, elapsed] = co_await plait::timed(value_after(2ms, 7));
            REQUIRE(value == 7);
            REQUIRE(elapsed == 2ms);
        };
        co_await plait::run_concurrent(measure(), world.on(1, measure), plait::sleep_for(1ms), plait::sleep_for(2ms));
    });
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("explore: retry");

TEST_CASE("no call begins before the last has ended, none after a success, and none after a cancellation")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        std::atomic<int> calls = 0;
        bool succeeded = false;
        auto call = [&]() -> awaitable<int> {
            const counted here(alive);
            REQUIRE(alive == 1);
            co_await let_others_run();
            if (++calls < 3)
                throw std::runtime_error("not yet");
            co_return 7;
        };
        auto there = [&]() -> awaitable<int> { co_return co_await world.on(1, call); };
        auto run = [&]() -> awaitable<> {
            const auto options = plait::retry_options().attempts(5).backoff(0ms, 0ms);
            const int got = co_await plait::retry(options, there);
            REQUIRE(got == 7);
            succeeded = true;
        };
        const auto error = co_await cancelled_after(0ms, run());
        REQUIRE(alive == 0);
        REQUIRE((error ? is_aborted(error) && !succeeded : succeeded && calls == 3));
        const int made = calls;
        co_await plait::sleep_for(1ms);
        REQUIRE(calls == made);
    });
}

TEST_CASE("with a deadline it makes the calls that fit in it, and the last error comes out in time")
{
    explore(400, [](simulation& world) -> awaitable<> {
        int calls = 0;
        auto call = [&]() -> awaitable<> {
            ++calls;
            co_await plait::sleep_for(1ms);
            throw std::runtime_error("failed");
        };
        auto run = [&]() -> awaitable<> {
            const auto options = plait::retry_options().attempts(100).backoff(1ms, 1ms).jitter(false);
            co_await plait::retry(options, call);
        };
        const auto error = co_await thrown_by(with_timeout(4ms, run));
        REQUIRE(plait::describe(error) == "failed");
        REQUIRE(calls == 2);
        REQUIRE(world.elapsed() == 3ms);
    });
}

TEST_SUITE_END();
