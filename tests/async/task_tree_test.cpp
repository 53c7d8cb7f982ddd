#include "async/join/task_tree.hpp"

#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/detail/kernel/pulse.hpp>
#include <plait/mutex.hpp>
#include <plait/named.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <regex>
#include <string>

using namespace plait;
using namespace std::chrono_literals;

TEST_SUITE_BEGIN("task_tree");

namespace {

std::string tree_without_lines()
{
    return std::regex_replace(detail::describe_tasks(detail::current.owner->siblings()), std::regex(", at .*"), "");
}

/// Lets the doors write down when each task was resumed, as the watchdog does.
struct watched_time {
    watched_time() { detail::pulse_milliseconds = detail::milliseconds_now(); }
    ~watched_time() { detail::pulse_milliseconds = 0; }
};

} // namespace

TEST_CASE("a name stands at the outermost task that has it")
{
    std::string seen;
    testing::run_virtual([&](testing::virtual_clock&) -> awaitable<> {
        auto look = [&]() -> awaitable<> {
            co_await sleep_for(1s);
            seen = tree_without_lines();
        };
        auto wait = []() -> awaitable<> { co_await sleep_for(2s); };
        auto work = [&]() -> awaitable<> { co_await run_concurrent(wait(), look()); };
        co_await named("prices", work());
    });
    CHECK(
        seen
        == "loop 0\n"
           "  the test, waits for the tasks of named\n"
           "    named (prices), waits for the tasks of run_concurrent\n"
           "      run_concurrent, waits in sleep\n"
           "      run_concurrent\n");
}

TEST_CASE("where somebody watches, it is said for how long each task waits")
{
    std::string seen;
    testing::run_virtual([&](testing::virtual_clock&) -> awaitable<> {
        auto look = [&]() -> awaitable<> {
            co_await sleep_for(90s);
            const watched_time now;
            co_await sleep_for(3500ms);
            seen = tree_without_lines();
        };
        auto wait = []() -> awaitable<> {
            co_await sleep_for(91s); // ends when somebody watches
            co_await sleep_for(2h);
        };
        auto wait_long = []() -> awaitable<> { co_await sleep_for(2h); };
        co_await run_concurrent(wait(), wait_long(), look());
    });
    CHECK(
        seen
        == "loop 0\n"
           "  the test, waits for the tasks of run_concurrent\n"
           "    run_concurrent, waits in sleep for 3s\n"
           "    run_concurrent, waits in sleep\n"
           "    run_concurrent\n");
}

TEST_CASE("a task is listed, too, if its parent waits for the tasks of another join")
{
    std::string seen;
    testing::run_virtual([&](testing::virtual_clock&) -> awaitable<> {
        const executor outer = co_await boost::asio::this_coro::executor;
        auto wait = []() -> awaitable<> { co_await sleep_for(2s); };
        auto inner = [&]() -> awaitable<> {
            detail::join others(outer, "others");
            co_await others.run([&] { others.start(wait()); });
        };
        auto look = [&]() -> awaitable<> {
            co_await sleep_for(1s);
            seen = tree_without_lines();
        };
        co_await run_concurrent(inner(), look());
    });
    CHECK(
        seen
        == "loop 0\n"
           "  the test, waits for the tasks of run_concurrent\n"
           "    run_concurrent, waits in an operation\n"
           "    run_concurrent\n"
           "  others, waits in sleep\n");
}

TEST_CASE("a time for people has one unit")
{
    CHECK(detail::short_time(0) == "0ms");
    CHECK(detail::short_time(999) == "999ms");
    CHECK(detail::short_time(1000) == "1s");
    CHECK(detail::short_time(119'999) == "119s");
    CHECK(detail::short_time(120'000) == "2min");
}
