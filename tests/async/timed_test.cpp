#include <plait/timed.hpp>

#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace tasks;
using plait::timed;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("timed");

TEST_CASE("of an awaitable it returns the value, and the time it took to get it")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto [page, elapsed] = co_await timed(value_after(25ms, "page"s));

        CHECK(page == "page");
        CHECK(elapsed == 25ms);
    });
}

TEST_CASE("of a callable that returns an awaitable, the same")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int factor = 3;
        auto [product, elapsed] =
            co_await timed([&]() -> awaitable<int> { co_return factor* co_await value_after(5ms, 4); });

        CHECK(product == 12);
        CHECK(elapsed == 5ms);
    });
}

TEST_CASE("of a task without a value it returns the time alone")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        plait::clock::duration elapsed = co_await timed(plait::sleep_for(7ms));
        CHECK(elapsed == 7ms);

        elapsed = co_await timed([]() -> awaitable<> { co_await plait::sleep_for(8ms); });
        CHECK(elapsed == 8ms);
    });
}

TEST_CASE("of plain code it returns the value and the time, without co_await")
{
    auto [total, elapsed] = timed([] { return 40 + 2; });

    CHECK(total == 42);
    CHECK(elapsed >= 0s);
    static_assert(std::is_same_v<decltype(timed([] { return 1; })), plait::timed_result<int>>);
}

TEST_CASE("of plain code without a value it returns the time alone")
{
    int calls = 0;
    const plait::clock::duration elapsed = timed([&] { ++calls; });

    CHECK(calls == 1);
    CHECK(elapsed >= 0s);
}

TEST_CASE("the value may be of a type that can only be moved")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto [awaited, _] = co_await timed(value_after(1ms, std::make_unique<int>(1)));
        auto [called, __] = timed([] { return std::make_unique<int>(2); });

        CHECK(*awaited == 1);
        CHECK(*called == 2);
    });
}

TEST_CASE("the time counts from where it is awaited")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto prepared = timed(value_after(5ms, 1));
        co_await plait::sleep_for(1s);

        const auto result = co_await std::move(prepared);

        CHECK(result.elapsed == 5ms);
    });
}

TEST_CASE("what the task or the code throws is rethrown unchanged")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK_THROWS_WITH_AS(co_await timed(failure_after(5ms, "task")), "task", std::runtime_error);
        CHECK(clock.elapsed() == 5ms);
    });
    CHECK_THROWS_WITH_AS((void)timed([]() -> int { throw std::runtime_error("code"); }), "code", std::runtime_error);
}

TEST_CASE("cancellation is passed on to the task")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        auto work = [&]() -> awaitable<> { (void)co_await timed(watched_hour(left)); };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK(is_aborted(error));
        CHECK(left);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("a callable that returns an awaitable is kept until that has finished")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto prepare = [] {
            auto work = [text = std::string(100, 'x')]() -> awaitable<std::string> {
                co_await plait::sleep_for(1ms);
                co_return text;
            };
            return timed(work);
        };
        auto prepared = prepare(); // and `work` is gone

        const auto result = co_await std::move(prepared);

        CHECK(result.value == std::string(100, 'x'));
    });
}

TEST_SUITE_END();
