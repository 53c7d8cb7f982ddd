#include "async/runtime/loop_watcher.hpp"

#include "async/join/stack_text.hpp"
#include "platform/other_threads.hpp"
#include "platform/stack_walk.hpp"
#include <plait/awaitable.hpp>
#include <plait/blocking.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <thread>
#include <vector>

using namespace plait;
using namespace std::chrono_literals;
using detail::loop_watcher;
using detail::registered_thread;

namespace {

/// A loop that stands still in one step, and a pool thread that watches it meanwhile.
template <class Function>
void with_held_loop(Function watch)
{
    std::promise<void> held;
    std::promise<void> ends;
    const platform::thread_id* holder = nullptr;
    auto hold = [&]() -> awaitable<> {
        if (registered_thread::here()->loop != 1)
            co_return;
        holder = &registered_thread::here()->id;
        held.set_value();
        ends.get_future().wait();
    };
    auto look = [&]() -> awaitable<> {
        co_await blocking([&] {
            held.get_future().wait();
            while (!platform::is_blocked(*holder))
                std::this_thread::yield();
            watch();
            ends.set_value();
        });
    };
    auto both = [&]() -> awaitable<> { co_await run_concurrent(on_all_loops(hold), look()); };
    runtime(2).run(both());
}

struct looks {
    loop_watcher watcher;
    loop_watcher::time_point now{1h};

    [[nodiscard]] std::vector<detail::stall> after(loop_watcher::duration passed, loop_watcher::duration limit = 20ms)
    {
        now += passed;
        return watcher.look(now, 10ms, limit).stalls;
    }
};

} // namespace

TEST_SUITE_BEGIN("loop_watcher");

TEST_CASE("a step that holds its loop is a stall when its time is over, and only once")
{
    with_held_loop([] {
        looks look;
        CHECK(look.after(0ms).empty()); // this one sees the step for the first time
        CHECK(look.after(10ms).empty());
        const std::vector<detail::stall> found = look.after(10ms);
        REQUIRE(found.size() == 1);
        CHECK(found.front().loop == 1);
        CHECK(found.front().held == 20ms);
        CHECK(look.after(10ms).empty());
    });
}

TEST_CASE("the line that runs is known, and that it runs in a task")
{
    if (!platform::can_walk_stacks())
        return;
    with_held_loop([] {
        looks look;
        static_cast<void>(look.after(0ms, 10ms));
        const std::vector<detail::stall> found = look.after(10ms, 10ms);
        REQUIRE(found.size() == 1);
        if (!found.front().has_stack)
            return; // a sanitizer keeps signals from a thread that waits in the kernel
        CHECK(found.front().stack.in_task);
        CHECK(detail::text_of(found.front().stack).user_line.starts_with("loop_watcher_test.cpp:"));
    });
}

TEST_CASE("with a limit of 0 no step is a stall")
{
    with_held_loop([] {
        looks look;
        for (int i = 0; i < 100; ++i)
            CHECK(look.after(20ms, 0ms).empty());
    });
}

TEST_CASE("time in which the whole process was stopped does not count")
{
    with_held_loop([] {
        looks look;
        CHECK(look.after(0ms, 30ms).empty());
        CHECK(look.after(1h, 30ms).empty()); // counts as one interval
        CHECK(look.after(10ms, 30ms).empty());
        CHECK(look.after(10ms, 30ms).size() == 1);
    });
}

TEST_CASE("time in which the thread was ready but had no processor does not count")
{
    const auto waits = [] { return true; };
    const auto is_ready = [] { return false; };
    CHECK(loop_watcher::counted(10ms, 10ms, is_ready) == 10ms);
    CHECK(loop_watcher::counted(10ms, 8ms, is_ready) == 10ms);
    CHECK(loop_watcher::counted(10ms, 3ms, is_ready) == 3ms);
    CHECK(loop_watcher::counted(10ms, 0ms, is_ready) == 0ms);
    CHECK(loop_watcher::counted(10ms, 0ms, waits) == 10ms);
    CHECK(loop_watcher::counted(10ms, -1ms, is_ready) == 0ms);
}

TEST_CASE("steps that follow each other are no stall, however long the loop is busy")
{
    looks look;
    std::size_t found = 0;
    bool idle = false;
    auto step = [&]() -> awaitable<> {
        for (int i = 0; i < 100; ++i)
            co_await blocking([&] {
                look.now += 10ms;
                const loop_watcher::seen seen = look.watcher.look(look.now, 10ms, 20ms);
                found += seen.stalls.size();
                idle = idle || seen.all_idle;
            });
    };
    runtime(1).run(step());
    CHECK(found == 0);
}

TEST_CASE("loops that run nothing are idle, and a loop that stands still in a step is not")
{
    auto twice = [](loop_watcher& watcher) {
        static_cast<void>(watcher.look({}, 10ms, 20ms).all_idle);
        return watcher.look({}, 10ms, 20ms).all_idle;
    };
    loop_watcher watcher;
    CHECK(twice(watcher)); // there are no loops
    with_held_loop([&] { CHECK_FALSE(twice(watcher)); });

    std::promise<void> ends;
    auto wait = [&]() -> awaitable<> {
        co_await blocking([&] {
            bool idle = false; // the task that waits for this may still be on its way out of its step
            while (!idle)
                idle = watcher.look({}, 10ms, 20ms).all_idle;
        });
    };
    runtime(2).run(wait());
}
