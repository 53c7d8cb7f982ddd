#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <chrono>

namespace plait {

/// The clock of every timer, deadline and measurement of plait.
///
///     auto begin = plait::clock::now();
///
/// It is `std::chrono::steady_clock`, except in code that runs under `testing::run_virtual` or in a
/// `testing::simulation`, where time stands still until nothing can run and then jumps to the next timer.
///
/// Threads: safe.
///
/// Cost: a call of `std::chrono::steady_clock::now()` and one thread-local read.
struct clock {
    using duration = std::chrono::steady_clock::duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<clock>;
    static constexpr bool is_steady = true;

    static time_point now() noexcept;

    /// The time on the same time line as `now`. It is cheaper to read, and up to one tick of the kernel (4 ms) behind.
    /// It is meant for deadlines of seconds that are set often.
    static time_point coarse_now() noexcept;

    /// The time of day, for dates in headers and logs. In virtual time it is midnight of 2000-01-01 UTC plus `now`.
    static std::chrono::system_clock::time_point wall_now() noexcept;
};

} // namespace plait
