#include <plait/with_timeout.hpp>

#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <source_location>
#include <string>

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace tasks;
using plait::deadline_left;
using plait::with_deadline;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

using left = std::optional<plait::clock::duration>;

awaitable<left> left_after(std::chrono::milliseconds delay)
{
    co_await plait::sleep_for(delay);
    co_return deadline_left();
}

/// The message of timed_out, up to ": timed out".
awaitable<std::string> cut_off(awaitable<void> limited)
{
    std::string message = "no error";
    try {
        co_await std::move(limited);
    } catch (const boost::system::system_error& error) {
        CHECK(error.code() == plait::error::timed_out);
        message = error.what();
        message.erase(message.find(": timed out"));
    }
    co_return message;
}

std::string without_lines(const std::string& message)
{
    return message.substr(0, message.find(", at "));
}

} // namespace

TEST_SUITE_BEGIN("deadlines");

TEST_CASE("with_deadline cancels a task that is not done at that time")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool gone = false;
        const std::string message = co_await cut_off(with_deadline(clock.now() + 30ms, watched_hour(gone)));

        CHECK(message.starts_with("with_deadline set at "));
        CHECK(gone);
        CHECK(clock.elapsed() == 30ms);
        CHECK((co_await with_deadline(clock.now() + 30ms, value_after(30ms, 7))) == 7); // in the same moment
    });
}

TEST_CASE("a deadline that has passed cancels the task at its first suspension, and not one that finishes at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK((co_await with_deadline(clock.now() - 1h, value_at_once(7))) == 7);
        co_await cut_off(with_deadline(clock.now() - 1h, plait::sleep_for(1h)));
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("deadline_left is none without a deadline, and what is left of the one that a task inherits")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        CHECK(deadline_left() == std::nullopt);
        auto nested = [&]() -> awaitable<left> {
            auto [first] = co_await plait::run_concurrent(left_after(20ms));
            co_return first;
        };
        CHECK((co_await with_timeout(100ms, nested)) == left(80ms));
        CHECK(deadline_left() == std::nullopt);
    });
}

TEST_CASE("of a deadline at an end of time there is zero or less left, or more than anybody needs")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        using time_point = plait::clock::time_point;
        co_await plait::sleep_for(1s);
        for (const time_point past : {time_point::min(), time_point::min() + 1s, time_point(), plait::clock::now()}) {
            auto look = [&]() -> awaitable<> {
                CHECK(*deadline_left() <= 0s);
                co_return;
            };
            co_await with_deadline(past, look);
        }
        auto look = [&]() -> awaitable<> {
            CHECK(*deadline_left() > 24h * 365 * 200);
            co_return;
        };
        co_await with_deadline(time_point::max(), look);
        co_await with_timeout(plait::clock::duration::max(), look);
    });
}

TEST_CASE("of nested deadlines the earliest counts, whichever is outside")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK((co_await with_timeout(100ms, with_timeout(50ms, left_after(10ms)))) == left(40ms));
        CHECK((co_await with_timeout(50ms, with_timeout(100ms, left_after(10ms)))) == left(40ms));
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("the deadline that has come says so, not one inside it that it cut off")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::exception_ptr inner;
        auto work = [&]() -> awaitable<> {
            try {
                co_await with_timeout(100ms, plait::sleep_for(1h));
            } catch (...) {
                inner = std::current_exception();
            }
            if (inner)
                std::rethrow_exception(inner);
        };
        const std::string message = co_await cut_off(with_timeout(50ms, work));

        CHECK(message.starts_with("with_timeout(50 ms) set at "));
        CHECK(is_aborted(inner));
        CHECK(clock.elapsed() == 50ms);
    });
}

TEST_CASE("the message says where the deadline was set and what it cut off, through joins")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto joined = []() -> awaitable<> { co_await plait::run_concurrent(plait::sleep_for(1h), wait_for_ever()); };
        const std::source_location here = std::source_location::current();
        const std::string message = co_await cut_off(
            with_timeout(5ms, joined, here));

        CHECK(
            without_lines(message)
            == "with_timeout(5 ms) set at "s + here.file_name() + ":" + std::to_string(here.line())
                   + " cut off run_concurrent > sleep");
    });
}

#if PLAIT_KNOWS_ASIO_FRAMES
TEST_CASE("the message has the lines that what was cut off had come to, the innermost first, and only a few")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const auto line = [](unsigned number) { return "deadline_test.cpp:" + std::to_string(number); };
        const unsigned first = std::source_location::current().line() + 1;
        auto waits = []() -> awaitable<> { co_await plait::sleep_for(1h); };
        auto joins = [&]() -> awaitable<> { co_await plait::run_concurrent(waits); };
        auto calls = [&]() -> awaitable<> { co_await joins(); };

        const std::string message = co_await cut_off(with_timeout(5ms, calls));
        CHECK(message.find(", at " + line(first) + " < run_concurrent.hpp:") != std::string::npos);
        CHECK(message.ends_with(" < " + line(first + 1) + " < " + line(first + 2)));

        std::function<awaitable<>(int)> deep = [&](int depth) -> awaitable<> {
            if (depth > 0)
                co_await deep(depth - 1);
            else
                co_await waits();
        };
        const std::string long_one = co_await cut_off(with_timeout(5ms, deep(1000)));
        CHECK(long_one.ends_with(" < ..."));
        CHECK(std::ranges::count(long_one, '<') == 16);
    });
}
#endif

TEST_SUITE_END();
