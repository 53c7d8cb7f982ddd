#include <plait/retry.hpp>

#include <plait/error.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/only_moved.hpp>
#include <support/tasks.hpp>

#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using boost::system::system_error;
using plait::retry;
using plait::retry_budget;
using plait::retry_options;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

using durations = std::vector<plait::clock::duration>;

/// A service that is down for a number of calls, and notes when each of them came.
class service {
public:
    service(const virtual_clock& clock, int down_for) : clock_(clock), down_for_(down_for) {}

    awaitable<int> call()
    {
        calls.push_back(clock_.elapsed());
        const int number = static_cast<int>(calls.size());
        return number <= down_for_ ? failure_at_once<int>("down " + std::to_string(number)) : value_at_once(number);
    }

    durations calls;

private:
    const virtual_clock& clock_;
    int down_for_;
};

constexpr int always = 1000;

retry_options without_jitter()
{
    return retry_options().jitter(false);
}

/// When the calls come with jitter, from 0 to 1, 2, 4 and 5 s apart.
durations calls_with_jitter()
{
    return run_virtual([](virtual_clock& clock) -> awaitable<durations> {
        service asked(clock, 4);
        const retry_options options = retry_options().attempts(5).backoff(1s, 5s);
        co_await retry(options, [&] { return asked.call(); });
        co_return asked.calls;
    });
}

} // namespace

TEST_SUITE_BEGIN("retry");

TEST_CASE("a call that succeeds is the only one")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK(co_await retry([] { return value_after(10ms, 7); }) == 7);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("returns the first result, after pauses that double up to the longest")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        service asked(clock, 5);
        const retry_options options = without_jitter().attempts(6).backoff(50ms, 300ms);

        CHECK(co_await retry(options, [&] { return asked.call(); }) == 6);

        const durations expected{0ms, 50ms, 150ms, 350ms, 650ms, 950ms};
        CHECK(asked.calls == expected);
        CHECK(clock.elapsed() == 950ms);
    });
}

TEST_CASE("by default there are three attempts, and pauses of at most 100 ms and 200 ms")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        service asked(clock, always);

        CHECK_THROWS_WITH_AS(co_await retry([&] { return asked.call(); }), "down 3", std::runtime_error);

        REQUIRE(asked.calls.size() == 3);
        CHECK(asked.calls[1] <= 100ms);
        CHECK(asked.calls[2] - asked.calls[1] <= 200ms);
        CHECK(clock.elapsed() == asked.calls[2]); // no pause after the last
    });
}

TEST_CASE("the longest pause of all does not overflow")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        service asked(clock, 2);
        const plait::clock::duration most = plait::clock::duration::max();
        const retry_options options = without_jitter().backoff(most / 8 * 3, most / 8 * 5);

        co_await retry(options, [&] { return asked.call(); });

        const durations expected{0s, most / 8 * 3, most / 8 * 3 + most / 8 * 5};
        CHECK(asked.calls == expected);
    });
}

TEST_CASE("with jitter each pause is a random time up to that, the same in each run in virtual time")
{
    const durations calls = calls_with_jitter();

    REQUIRE(calls.size() == 5);
    const durations most{1s, 2s, 4s, 5s};
    for (std::size_t i = 0; i < most.size(); ++i) {
        CAPTURE(i);
        CHECK(calls[i + 1] >= calls[i]);
        CHECK(calls[i + 1] - calls[i] <= most[i]);
    }
    CHECK(calls.back() > 0s);
    CHECK(calls.back() < 12s);
    CHECK(calls_with_jitter() == calls);
}

TEST_CASE("an error that only_if does not take is rethrown at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        service asked(clock, always);
        auto is_first = [](const std::exception_ptr& error) { return plait::describe(error) == "down 1"; };
        const retry_options options = without_jitter().attempts(9).only_if(is_first);

        CHECK_THROWS_WITH(co_await retry(options, [&] { return asked.call(); }), "down 2");
        CHECK(clock.elapsed() == 100ms);
    });
}

TEST_CASE("what the function throws in place of returning a task is retried like what a task throws")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<int> {
            if (++calls < 3)
                throw std::runtime_error("not even started");
            return value_at_once(calls);
        };

        CHECK(co_await retry(ask) == 3);
    });
}

TEST_CASE("a timeout inside the function is retried")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<> {
            const std::chrono::milliseconds latency = ++calls < 3 ? 1h : 5ms;
            co_await plait::with_timeout(10ms, plait::sleep_for(latency));
        };

        co_await retry(without_jitter(), ask);

        CHECK(calls == 3);
        CHECK(clock.elapsed() == 10ms + 100ms + 10ms + 200ms + 5ms);
    });
}

TEST_CASE("a budget that is spent ends the retries, and every call earns a part of one")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        retry_budget budget(0.5, 1);
        const retry_options options = without_jitter().attempts(9).budget(budget);
        service down(clock, always);
        service up(clock, 0);

        // It begins full, with one retry, and the part that a call earns comes on top.
        CHECK_THROWS_WITH(co_await retry(options, [&] { return down.call(); }), "down 2");
        CHECK_THROWS_WITH(co_await retry(options, [&] { return down.call(); }), "down 4");
        CHECK(clock.elapsed() == 200ms);

        // Half a retry is none.
        CHECK_THROWS_WITH(co_await retry(options, [&] { return down.call(); }), "down 5");

        CHECK(co_await retry(options, [&] { return up.call(); }) == 1);
        CHECK(budget.spend());
        CHECK_FALSE(budget.spend());
    });
}

TEST_CASE("a cancellation is not retried, whoever caused it")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        bool left = false;
        auto aborts = [&]() -> awaitable<> {
            ++calls;
            throw system_error(boost::asio::error::operation_aborted);
        };
        auto hour = [&]() -> awaitable<> {
            ++calls;
            return watched_hour(left);
        };

        const std::exception_ptr own = co_await thrown_by(retry(aborts));
        CHECK(is_aborted(own));
        CHECK(calls == 1);

        const std::exception_ptr error = co_await cancelled_after(10ms, retry(hour));
        CHECK(is_aborted(error));
        CHECK(left);
        CHECK(calls == 2);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("cancelling the caller ends a pause")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        service asked(clock, always);
        const retry_options options = without_jitter().backoff(1h, 1h);
        auto work = [&]() -> awaitable<> { co_await retry(options, [&] { return asked.call(); }); };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK(is_aborted(error));
        CHECK(asked.calls.size() == 1);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("if a deadline would come before the next attempt, the error is rethrown at once, and no budget is spent")
{
    struct row {
        const char* name;
        std::chrono::milliseconds limit;
        std::size_t calls;
        std::chrono::milliseconds end;
    };
    for (row r :
         {row{"before", 299ms, 2, 100ms}, row{"in the same moment", 300ms, 2, 100ms}, row{"after", 301ms, 3, 300ms}}) {
        CAPTURE(r.name);
        run_virtual(
            [](virtual_clock& clock, row r) -> awaitable<> {
                service asked(clock, always);
                retry_budget budget(0, 9);
                const retry_options options = without_jitter().attempts(9).budget(budget);
                auto work = [&]() -> awaitable<> { co_await retry(options, [&] { return asked.call(); }); };

                CHECK_THROWS_WITH_AS(
                    co_await plait::with_timeout(r.limit, work()), ("down " + std::to_string(r.calls)).c_str(),
                    std::runtime_error);

                CHECK(asked.calls.size() == r.calls);
                CHECK(clock.elapsed() == r.end);
                int left = 0;
                while (budget.spend())
                    ++left;
                CHECK(left == 9 - static_cast<int>(r.calls - 1));
            },
            r);
    }
}

TEST_CASE("the function is kept until the end, and its result may be one that can only be moved, or a reference")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int variable = 1;
        auto prepare = [&variable] {
            auto ask = [text = std::string(100, 'x'), &variable]() -> awaitable<int&> {
                co_await plait::sleep_for(1ms);
                if (variable++ == 1)
                    throw std::runtime_error("down");
                variable = static_cast<int>(text.size());
                co_return variable;
            };
            return retry(ask);
        };
        auto prepared = prepare(); // and `ask` is gone
        int& referred = co_await std::move(prepared);
        const only_moved moved = co_await retry([]() -> awaitable<only_moved> { co_return only_moved(2); });

        CHECK(&referred == &variable);
        CHECK(variable == 100);
        CHECK(moved.number() == 2);
    });
}

TEST_SUITE_END();
