#pragma once

#include <span>
#include <string>

namespace plait::detail {

class loop;
struct task;

/// Tells in a few words what a task does now: "run_concurrent, waits in mutex::lock, at semaphore.cpp:86 < mutex.cpp:7
/// < checkout.cpp:31". The text names at most 16 lines of source, the innermost ones, and then ends with " < ...".
[[nodiscard]] std::string describe_task(const task&);

/// The source lines that a task is suspended in, after those of the tasks that it waits for, so that the innermost is
/// first: "mutex.cpp:7 < checkout.cpp:31 < main.cpp:12". There are at most 16. The text is empty if they are not known.
[[nodiscard]] std::string lines_of(const task&);

/// Describes the tasks of these loops that have not ended. Each task has a line, below and to the right of the task
/// that started it, in the order in which they were started. The text has at most 200 lines, and at most 40 tasks
/// inside each other; if it leaves tasks out, it ends with "... and N more tasks". It must be called on the one thread
/// of all the loops.
[[nodiscard]] std::string describe_tasks(std::span<loop* const>);

} // namespace plait::detail
