#pragma once

#include <span>
#include <string>

namespace plait::detail {

class loop;
struct task;

/// What one task does now, in a few words: "run_concurrent, waits in mutex::lock, at semaphore.cpp:86 < mutex.cpp:7 < checkout.cpp:31".
/// Of more than 16 lines the innermost, and " < ...".
[[nodiscard]] std::string describe_task(const task&);

/// The lines that a task is suspended in, and those of the tasks that it waits for, the innermost first: "mutex.cpp:7 <
/// checkout.cpp:31 < main.cpp:12", and at most a few. Empty where they are not known.
[[nodiscard]] std::string lines_of(const task&);

/// The tasks of these loops that have not ended, a line for each, below and to the right of the one that started it, in
/// the order in which they were started. Of many the first 200, and of those that are inside each other 40: then the text
/// ends with "... and N more tasks". On one thread with all of them.
[[nodiscard]] std::string describe_tasks(std::span<loop* const>);

} // namespace plait::detail
