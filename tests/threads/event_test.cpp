#include <plait/event.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/error.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>
#include <plait/with_timeout.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/many_tasks.hpp>
#include <support/tasks.hpp>

#include <array>
#include <atomic>
#include <memory>

using namespace tasks;
using plait::event;
using plait::runtime;

namespace {

constexpr int loops = 4;
constexpr int tasks_a_loop = 10;
constexpr int rounds = 500;

} // namespace

TEST_SUITE_BEGIN("threads: event");

TEST_CASE("set on one loop lets the tasks of all loops go on, each on its own")
{
    struct round {
        event all_here;
        std::atomic<int> arrived = 0;
    };
    const auto all_rounds = std::make_unique<std::array<round, rounds>>();
    std::atomic<int> wrong = 0;
    auto meet = [&]() -> awaitable<> {
        plait::detail::loop* const home = plait::detail::current.owner;
        for (round& now : *all_rounds) {
            if (++now.arrived == loops * tasks_a_loop)
                now.all_here.set();
            else
                co_await now.all_here.wait();
            if (now.arrived != loops * tasks_a_loop || plait::detail::current.owner != home)
                ++wrong;
        }
    };
    runtime(loops).run(on_every_loop(tasks_a_loop, meet));
    CHECK(wrong == 0);
}

TEST_CASE("a wait that runs out of time while another loop sets the event ends once, either way")
{
    event flag;
    std::atomic<int> ended = 0;
    auto wait = [&]() -> awaitable<> {
        for (int i = 0; i < rounds; ++i) {
            try {
                co_await plait::with_timeout(0s, flag.wait());
            } catch (const boost::system::system_error& error) {
                if (error.code() != plait::error::timed_out)
                    throw;
            }
            ++ended;
            if (i % 3 == 0)
                flag.set();
            else
                flag.reset();
        }
    };
    runtime(loops).run(on_every_loop(tasks_a_loop, wait));
    CHECK(ended == loops * tasks_a_loop * rounds);
}

TEST_CASE("tasks of all loops that wait when the runtime is stopped leave the queue")
{
    event never;
    std::atomic<int> waiting = 0;
    auto wait = [&]() -> awaitable<> {
        if (++waiting == loops * tasks_a_loop)
            stop_by_failure();
        co_await never.wait();
    };
    CHECK_THROWS_WITH(runtime(loops).run(on_every_loop(tasks_a_loop, wait)), "past any coroutine");
    never.set(); // would wake tasks that are gone
}

TEST_SUITE_END();
