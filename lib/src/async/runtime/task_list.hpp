#pragma once

#include "async/join/captured_stack.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace plait::detail {

class loop;

/// A thread that runs something now: that of a loop which does not answer, or one of a pool.
struct busy_thread {
    int loop = 0; // registered_thread::no_loop: a thread of a pool
    bool has_stack = false;
    captured_stack stack;
};

/// Calls the function for each loop that runs in this process, on that loop's thread, with the loop's number, on all
/// of them at the same time. Loops that do not answer in time are left out, and what their threads run is returned, behind
/// what the threads of pools run. `ends` says that there is no more time for this.
///
/// Threads: any that runs no loop.
[[nodiscard]] std::vector<busy_thread> visit_loops(
    const std::function<void(loop&, int number)>& visit, std::chrono::nanoseconds most,
    const std::function<bool()>& ends = [] { return false; });

/// Lists all tasks of all loops for people, as `describe_tasks` does, and what busy threads run.
///
/// Threads: any that runs no loop.
[[nodiscard]] std::string list_tasks(
    std::chrono::nanoseconds most, const std::function<bool()>& ends = [] { return false; });

/// "loop 1 does not answer; its thread runs", and the lines of its stack below that.
[[nodiscard]] std::string describe(const busy_thread&);

} // namespace plait::detail
