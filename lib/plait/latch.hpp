#pragma once

#include <plait/awaitable.hpp>
#include <plait/event.hpp>

#include <atomic>
#include <cstddef>

namespace plait {

/// Keeps tasks waiting until a number of things have been done. Used once.
///
///     plait::latch started(3);
///     started.count_down();                // by each of the three
///     co_await started.wait();             // until all have
///     co_await started.arrive_and_wait();  // or both at once
///
/// A latch of 0 keeps nobody waiting.
///
/// Lifetime: must outlive those that wait. The last `count_down` touches nothing after it has let them go on.
///
/// Threads: safe, from tasks of all loops.
///
/// Cost: 35 ns for a `wait` when it is down, no memory (`bench_each`).
///
/// See also: `run_concurrent`, which waits for tasks that it starts itself.
class latch {
public:
    explicit latch(std::size_t count);
    ~latch() { detail::ended(this); }

    /// Lets those that wait go on when the count comes to zero.
    ///
    /// Errors: `std::logic_error` if that would count below zero; the count stays what it is.
    void count_down(std::size_t by = 1);

    [[nodiscard]] bool is_down() const noexcept; ///< Whether the count has come to zero.

    /// Returns at once if the count is zero.
    ///
    /// Errors: `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, unless the count has come to zero meanwhile.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<void> wait();

    /// Counts down by one, when it is awaited, and waits.
    ///
    /// Errors: those of both.
    ///
    /// Cancellation: ends the wait. What was counted stays counted.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<void> arrive_and_wait();

private:
    std::atomic<std::size_t> left_;
    event down_{"latch::wait"};
};

} // namespace plait
