#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/kernel/count_argument.hpp>
#include <plait/event.hpp>

#include <atomic>
#include <cstddef>

namespace plait {

/// Keeps tasks waiting until a number of things have been done. A latch is used once.
///
///     plait::latch started(3);
///     started.count_down();                // by each of the three
///     co_await started.wait();             // until all have
///     co_await started.arrive_and_wait();  // or both at once
///
/// A latch of 0 keeps nobody waiting.
///
/// Errors: `std::invalid_argument` for a negative number.
///
/// Lifetime: the latch must outlive the tasks that wait. The last `count_down` touches nothing after it has let them go
///   on.
///
/// Threads: safe, from tasks of all loops.
///
/// Cost: 35 ns for a `wait` when the count is zero, no memory (`bench_each`).
///
/// See also: `run_concurrent`, which waits for tasks that it starts itself.
class latch {
public:
    explicit latch(detail::count_argument count);
    ~latch() { detail::ended(this); }

    /// Counts down, and lets the tasks that wait go on when the count comes to zero.
    ///
    /// Errors: `std::logic_error` if that would count below zero; the count does not change then.
    void count_down(detail::count_argument by = 1);

    [[nodiscard]] bool is_down() const noexcept; ///< Whether the count has come to zero.

    /// Waits until the count is zero. Returns at once if it is zero already.
    ///
    /// Errors: `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, unless the count has come to zero meanwhile.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<void> wait();

    /// Counts down by one when the call is awaited, and then waits.
    ///
    /// Errors: those of `count_down` and of `wait`.
    ///
    /// Cancellation: ends the wait. The count stays as it was counted down.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<void> arrive_and_wait();

private:
    std::atomic<std::size_t> left_;
    event down_{"latch::wait"};
};

} // namespace plait
