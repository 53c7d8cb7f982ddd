#pragma once

#include <plait/detail/kernel/current.hpp>

namespace plait::detail {

[[nodiscard]] bool ran_for_long() noexcept;

/// Asked by an operation that could go on at once: whether it is to suspend all the same, so that the loop comes to its
/// timers, sockets and other tasks. A loop over operations that are always ready would keep it for itself, and no time
/// limit could come in.
///
/// So it is every few milliseconds; most calls only count. Never in virtual time, in which computing takes none.
///
/// Tokio counts 128 operations for each time that a task is polled. We look at the time, as what is done between two
/// operations may take a millisecond, or nothing.
[[nodiscard]] inline bool gives_way() noexcept
{
    constexpr unsigned looks_at_each = 16;
    return ++current.ready_operations % looks_at_each == 0 && ran_for_long();
}

} // namespace plait::detail
