#pragma once

#include <plait/detail/kernel/current.hpp>

namespace plait::detail {

[[nodiscard]] bool ran_for_long() noexcept;

/// Whether an operation that could go on at once is to suspend all the same, so that the loop comes to its timers,
/// sockets and other tasks. Without this, a task that loops over operations that are always ready would keep the loop
/// for itself, and no time limit could strike.
///
/// The answer is true every few milliseconds; most calls only count. In virtual time the answer is always false, as
/// computing takes no time there.
///
/// Tokio counts 128 operations for each time that a task is polled. We look at the clock, because the code between two
/// operations may take a millisecond, or nothing.
[[nodiscard]] inline bool gives_way() noexcept
{
    constexpr unsigned looks_at_each = 16;
    return ++current.ready_operations % looks_at_each == 0 && ran_for_long();
}

} // namespace plait::detail
