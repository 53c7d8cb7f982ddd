#pragma once

#include <plait/clock.hpp>

#include <atomic>

namespace plait::detail {

struct task;

/// Is called when a task goes on that has waited in a function of plait, such as "mutex::lock", while its coroutine is
/// still suspended there, on its own thread.
using wait_observer = void(const task&, const char* in, clock::duration how_long) noexcept;

/// Null: nobody wants to know, and no wait is timed. A wait that is under way when this changes is not told.
extern constinit std::atomic<wait_observer*> observed_waits;

} // namespace plait::detail
