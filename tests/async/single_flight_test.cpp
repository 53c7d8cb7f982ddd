#include <plait/single_flight.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace tasks;
using plait::run_concurrent;
using plait::single_flight;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

static_assert(!std::is_copy_constructible_v<single_flight<int, int>>);

namespace {

/// Calls of one key whose tasks take 10 ms each and have their number as result. Knows which of them have begun.
struct numbered_calls {
    single_flight<std::string, int> flights;
    std::vector<int> begun;

    awaitable<int> task(int number)
    {
        begun.push_back(number);
        return value_after(10ms, number);
    }
    awaitable<int> call(int number)
    {
        co_return co_await flights.run("key", [&] { return task(number); });
    }
    awaitable<int> call_after(std::chrono::milliseconds delay, int number)
    {
        co_await plait::sleep_for(delay);
        co_return co_await call(number);
    }
};

} // namespace

TEST_SUITE_BEGIN("single_flight");

TEST_CASE("equal calls that come at the same time share one execution, and its result")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        numbered_calls calls;

        const auto [a, b, c] =
            co_await run_concurrent(calls.call(1), calls.call_after(5ms, 2), calls.call_after(9ms, 3));

        CHECK(a == 1);
        CHECK(b == 1);
        CHECK(c == 1);
        CHECK(calls.begun == std::vector<int>{1});
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("it is not a cache: when it has finished, the next call runs anew")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        numbered_calls calls;

        CHECK(co_await calls.call(1) == 1);
        CHECK(calls.flights.in_flight() == 0);
        CHECK(co_await calls.call(2) == 2);
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("calls with other keys run by themselves, and in_flight counts the keys")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        single_flight<int, int> flights;
        std::vector<awaitable<int>> calls;
        for (int i = 0; i < 9; ++i)
            calls.push_back(flights.run(i % 3, value_after(10ms, i)));
        auto watch = [&]() -> awaitable<> {
            CHECK(flights.in_flight() == 3);
            co_return;
        };
        auto all = [&]() -> awaitable<std::vector<int>> { return run_concurrent(std::move(calls)); };

        const auto [results, nothing] = co_await run_concurrent(all, watch);

        CHECK(results == std::vector<int>{0, 1, 2, 0, 1, 2, 0, 1, 2});
        CHECK(flights.in_flight() == 0);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("all callers get the exception of the one execution")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        single_flight<int, int> flights;
        auto fail = []() -> awaitable<int> {
            co_await plait::sleep_for(10ms);
            throw std::runtime_error("boom");
        };
        auto call = [&] { return thrown_by(flights.run(1, fail)); };

        const auto [a, b] = co_await run_concurrent(call, call);

        CHECK_THROWS_WITH_AS(std::rethrow_exception(a), "boom", std::runtime_error);
        CHECK(a == b); // the same object
        CHECK(flights.in_flight() == 0);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("a task that throws before its first suspension fails its own call, and leaves nothing behind")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        single_flight<int, void> flights;

        CHECK_THROWS_WITH(co_await flights.run(1, failure_at_once("boom")), "boom");
        CHECK_THROWS_WITH(
            co_await flights.run(1, []() -> awaitable<> { throw std::runtime_error("no coroutine"); }), "no coroutine");
        CHECK(flights.in_flight() == 0);
        co_await flights.run(1, [] { return plait::sleep_for(1ms); });
    });
}

TEST_CASE("the result of a call that nobody shares is moved, that of a shared one copied for all")
{
    struct counted {
        explicit counted(int& copies) : copies(&copies) {}
        counted(const counted& other) : copies(other.copies) { ++*copies; }
        counted(counted&&) = default;
        int* copies;
    };
    run_virtual([](virtual_clock&) -> awaitable<> {
        single_flight<int, counted> flights;
        int copies = 0;
        auto task = [&]() -> awaitable<counted> {
            co_await plait::sleep_for(1ms);
            co_return counted(copies);
        };

        [[maybe_unused]] const counted alone = co_await flights.run(1, task);
        CHECK(copies == 0);

        [[maybe_unused]] const auto shared = co_await run_concurrent(
            flights.run(1, task), flights.run(1, task), flights.run(1, task));
        CHECK(copies == 3);
    });
}

TEST_CASE("one that follows and is cancelled just leaves")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        numbered_calls calls;
        std::exception_ptr error;
        auto follow = [&]() -> awaitable<> {
            auto drop_result = [&]() -> awaitable<> { co_await calls.call(2); };
            error = co_await cancelled_after(4ms, drop_result());
            CHECK(clock.elapsed() == 4ms);
        };

        const auto [a, nothing, b] = co_await run_concurrent(calls.call(1), follow, calls.call_after(1ms, 3));

        CHECK(is_aborted(error));
        CHECK(a == 1);
        CHECK(b == 1);
        CHECK(calls.begun == std::vector<int>{1});
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("when the leader is cancelled, the one that has waited longest leads, and runs its own task from the start")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        numbered_calls calls;
        std::exception_ptr error;
        auto lead = [&]() -> awaitable<> {
            auto drop_result = [&]() -> awaitable<> { co_await calls.call(1); };
            error = co_await cancelled_after(7ms, drop_result());
        };

        const auto [nothing, a, b] = co_await run_concurrent(lead, calls.call_after(1ms, 2), calls.call_after(2ms, 3));

        CHECK(is_aborted(error));
        CHECK(a == 2);
        CHECK(b == 2);
        CHECK(calls.begun == std::vector<int>{1, 2});
        CHECK(calls.flights.in_flight() == 0);
        CHECK(clock.elapsed() == 17ms);
    });
}

TEST_CASE("when all that wait are cancelled together, the next call runs anew")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        numbered_calls calls;
        auto all = [&]() -> awaitable<> { co_await run_concurrent(calls.call(1), calls.call(2), calls.call(3)); };

        CHECK(is_aborted(co_await cancelled_after(4ms, all())));

        CHECK(calls.flights.in_flight() == 0);
        CHECK(co_await calls.call(4) == 4);
        CHECK(clock.elapsed() == 14ms);
    });
}

TEST_CASE("a leader whose task has a result although it was cancelled shares it")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        single_flight<int, int> flights;
        auto stubborn = []() -> awaitable<int> {
            co_await ignore_cancellation_for(10ms);
            co_return 1;
        };
        auto lead = [&]() -> awaitable<> {
            auto drop_result = [&]() -> awaitable<> { co_await flights.run(1, stubborn); };
            co_await cancelled_after(5ms, drop_result());
        };

        const auto [nothing, got] = co_await run_concurrent(lead, flights.run(1, value_after(1h, 2)));

        CHECK(got == 1);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("the time limit of the leader is the leader's alone, and that of one that follows is its own")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        numbered_calls calls;

        const auto [lead, follow, brief] = co_await run_concurrent(
            thrown_by(plait::with_timeout(5ms, calls.call(1))), calls.call_after(1ms, 2),
            thrown_by(plait::with_timeout(3ms, calls.call_after(2ms, 3))));

        CHECK_FALSE(is_aborted(lead));
        CHECK_THROWS_AS(std::rethrow_exception(lead), boost::system::system_error);
        CHECK_THROWS_AS(std::rethrow_exception(brief), boost::system::system_error);
        CHECK(follow == 2);
        CHECK(clock.elapsed() == 15ms);
    });
}

TEST_CASE("a shared pointer makes one object of the result, and keys may be of any type with an order")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        single_flight<std::pair<int, std::string>, std::shared_ptr<const std::string>> flights;
        auto load = []() -> awaitable<std::shared_ptr<const std::string>> {
            co_await plait::sleep_for(1ms);
            co_return std::make_shared<const std::string>("big");
        };
        auto call = [&] { return flights.run({1, "a"}, load); };

        const auto [a, b] = co_await run_concurrent(call, call);

        CHECK(*a == "big");
        CHECK(a == b);
        CHECK(a.use_count() == 2);
    });
}

TEST_SUITE_END();
