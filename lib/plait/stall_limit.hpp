#pragma once

#include <plait/clock.hpp>

#include <cstddef>

namespace plait {

/// Sets for how long a step of a task may hold its loop until plait warns. The default is 20 ms, and 0 means never.
///
///     plait::set_stall_limit(100ms);
///
/// A step is what runs between two waits. While it runs, all other tasks of the loop stand still: one that sleeps with
/// `std::this_thread::sleep_for`, takes a `std::mutex` that is held, reads a file from a slow disk or computes for long
/// slows down all requests. While such a step still runs, plait logs a warning with the line that runs, the route, and
/// the lines that wait for it. The remedy is `blocking`, or `co_await plait::sleep_for`.
///
/// Steps are watched while `http::serve` runs, in real time. A step is seen by a thread that looks every 10 ms, or twice
/// in the limit if that is shorter: one that is little longer than the limit may be missed. On Linux, time without a
/// processor does not count. A step is logged once: at most ten lines at once, then one a second, which counts the rest.
///
/// To learn what a loop's thread runs, plait interrupts it with the signal SIGURG. Functions of the system that are not
/// restarted after a signal (`sleep`, `poll`) return early then, with EINTR.
///
/// Errors: `std::invalid_argument` if the limit is negative.
///
/// Threads: safe on any thread. It holds for the whole process.
///
/// Cost: ten instructions a step. By default, the thread that looks takes 0.1 % of a processor while loops run, and
///   nothing while all wait. The first warning reads the program's debug information, which stays in memory.
///
/// On other systems than Linux the warning has neither line nor route. In a build with AddressSanitizer or
/// ThreadSanitizer, where all is slow, no step is warned of.
void set_stall_limit(clock::duration);
[[nodiscard]] clock::duration stall_limit() noexcept;

/// The number of steps, since the program started, that were found to hold their loop for the limit, logged or not.
[[nodiscard]] std::size_t stalls() noexcept;

} // namespace plait
