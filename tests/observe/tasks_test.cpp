#include "observe/tasks.hpp"

#include <plait/mutex.hpp>
#include <plait/named.hpp>
#include <plait/run.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <support/protobuf_reader.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <regex>
#include <string>
#include <vector>

using namespace plait;
using namespace std::chrono_literals;

TEST_SUITE_BEGIN("tasks");

namespace {

/// The list of a test's tasks, of which three wait for a mutex in one line and one sleeps, after a second of this.
std::string listed(unsigned detail)
{
    std::string text;
    testing::run_virtual([&](testing::virtual_clock&) -> awaitable<> {
        mutex held;
        auto wait = [&]() -> awaitable<> { const auto lock = co_await held.lock(); };
        auto hold = [&]() -> awaitable<> {
            const auto lock = co_await held.lock();
            co_await sleep_for(2s);
        };
        auto look = [&]() -> awaitable<> {
            co_await sleep_for(1s);
            plait::detail::profile_order order;
            order.detail = detail;
            text = co_await plait::detail::take_tasks(order);
        };
        co_await run_concurrent(hold(), named("shops", wait()), named("shops", wait()), named("shops", wait()), look());
    });
    return text;
}

/// Without the lines of code, which are known only where the inside of Asio is.
std::string without_lines(const std::string& text)
{
    return std::regex_replace(text, std::regex("    [^\n]*\n"), "");
}

} // namespace

TEST_CASE("as text, equal tasks are one, and the most come first")
{
    CHECK(
        without_lines(listed(1))
        == "9 tasks\n"
           "\n3 tasks: named, waits in mutex::lock, shops\n"
           "\n3 tasks: run_concurrent, waits for the tasks of named\n"
           "\n1 task: run_concurrent, waits in an operation\n"
           "\n1 task: run_concurrent, waits in sleep\n"
           "\n1 task: the test, waits for the tasks of run_concurrent\n");
}

TEST_CASE("or each task has its paragraph, with its loop")
{
    const std::string text = without_lines(listed(2));
    CHECK(text.starts_with("9 tasks\n\nloop 0: "));
    std::size_t shops = 0;
    for (std::size_t at = 0; (at = text.find("loop 0: named, waits in mutex::lock, shops\n", at)) != std::string::npos;
         ++at)
        ++shops;
    CHECK(shops == 3);
}

#if PLAIT_KNOWS_ASIO_FRAMES
TEST_CASE("below a task stand its lines, and those of who waits for it")
{
    CHECK(std::regex_search(
        listed(2), std::regex("waits in sleep\n    tasks_test\\.cpp:[0-9]+ [^\n]*\n    tasks_test\\.cpp:")));
}
#endif

TEST_CASE("as a file for pprof, each task counts as one")
{
    const message file(gunzip(listed(0)));
    std::uint64_t all = 0;
    for (const message& each : file.messages(2))
        all += each.numbers(2).at(0);
    CHECK(all == 9);
    const std::vector<std::string> texts = file.texts(6);
    CHECK(texts.at(file.messages(1).at(0).number(1)) == "tasks");
}

TEST_CASE("in real time all loops are asked, and who asks waits in the list")
{
    std::string text;
    auto look = [&]() -> awaitable<> {
        plait::detail::profile_order order;
        order.detail = 1;
        text = co_await plait::detail::take_tasks(order);
    };
    run(look());
    CHECK(without_lines(text) == "1 task\n\n1 task: run, waits in blocking_pool::run\n");
}
