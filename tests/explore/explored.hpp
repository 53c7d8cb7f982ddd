#pragma once

#include <plait/sleep.hpp>
#include <plait/testing/explore.hpp>
#include <plait/testing/watched.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <atomic>

/// What the tests have in common that run under many schedules. Their checks are `REQUIRE`, which throws.
namespace explored {

using namespace plait::testing;
using namespace tasks;

/// Suspends, in no time: what others do meanwhile is up to the schedule.
inline awaitable<> let_others_run(int times = 1)
{
    for (int i = 0; i < times; ++i)
        co_await plait::sleep_for(0s);
}

/// A variable of a task, which is counted in one of its parent's while it lives: no task outlives the call that started it.
class counted {
public:
    explicit counted(std::atomic<int>& alive) noexcept : alive_(alive) { ++alive_; }
    ~counted() { --alive_; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;

private:
    std::atomic<int>& alive_;
};

} // namespace explored
