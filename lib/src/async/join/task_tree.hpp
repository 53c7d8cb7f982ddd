#pragma once

#include <plait/detail/kernel/labels.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plait::detail {

class loop;
struct task;

/// Tells in a few words what a task does now: "run_concurrent, waits in mutex::lock for 12s, at semaphore.cpp:86 <
/// mutex.cpp:7 < checkout.cpp:31". The text names at most 16 lines of source, the innermost ones, and then ends with
/// " < ...". For how long it waits is said where somebody watches the loops. What the task works for is said where its
/// parent works for something else: "http::serve (GET /checkout), waits in ...".
[[nodiscard]] std::string describe_task(const task&);

/// The source lines that a task is suspended in, after those of the tasks that it waits for, so that the innermost is
/// first: "mutex.cpp:7 < checkout.cpp:31 < main.cpp:12". There are at most 16. The text is empty if they are not known.
[[nodiscard]] std::string lines_of(const task&);

/// Describes the tasks of these loops that have not ended. Each task has a line, below and to the right of the task
/// that started it, in the order in which they were started. The text has at most 200 lines, and at most 40 tasks
/// inside each other; if it leaves tasks out, it ends with "... and N more tasks". The first loop has the number `first`.
/// It must be called on the one thread of all the loops.
[[nodiscard]] std::string describe_tasks(std::span<loop* const>, std::size_t first = 0);

/// For how long a task has waited, if it waits, in milliseconds; empty if that is not known.
[[nodiscard]] std::optional<std::uint32_t> waited_milliseconds(const task&) noexcept;
/// A time for people: "250ms", "12s", "90min".
[[nodiscard]] std::string short_time(std::uint32_t milliseconds);
/// What the task waits in: "mutex::lock", or "the tasks of run_concurrent", or "an operation".
[[nodiscard]] std::string what_waits_in(const task&);
/// A user's text for a list, as `log` writes it: it cannot add lines. A long one is cut off.
[[nodiscard]] std::string escaped(std::string_view);
/// What a task works for: "GET /page", "refresh", or both; empty for nothing that is known.
[[nodiscard]] std::string work_of(const labels*);

} // namespace plait::detail
