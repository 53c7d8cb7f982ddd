#pragma once

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>
#include <plait/detail/kernel/count_argument.hpp>
#include <plait/detail/kernel/state_lock.hpp>

#include <cstddef>
#include <list>

namespace plait {

/// Limits how many things happen in a second, and how many happen at once after a pause.
///
///     rate_limiter limit(100, 20); // 100 a second, bursts of 20
///     co_await limit.acquire();
///
/// The limiter is a bucket that holds up to `burst` tokens, and is full at first. A new token comes into it each
/// 1/`per_second` (to the nanosecond) unless the bucket is full. Each thing takes one token out.
///
/// Errors: `std::invalid_argument` for a burst of less than 1, for a rate that is not above zero or is more than one token each
///   nanosecond, and for a bucket that would take more than a century to fill.
///
/// Lifetime: the limiter must outlive the tasks that wait.
///
/// Threads: safe, from tasks of all loops.
///
/// Cost: 65 ns for an `acquire` that need not wait, no memory (`bench_each`). The limiter keeps a point in time, and
///   one more for each caller that waits, whatever the burst is.
class rate_limiter {
public:
    rate_limiter(double per_second, detail::count_argument burst);
    ~rate_limiter();
    rate_limiter(const rate_limiter&) = delete;
    rate_limiter& operator=(const rate_limiter&) = delete;

    /// Takes `n` tokens, and waits until they are there. Each caller reserves the tokens that come next, so callers
    /// that wait get their tokens in the order in which they came.
    ///
    /// Errors: `error::timed_out`, at once and without a reservation, if the tokens would come after the deadline of
    ///   the caller (`deadline_left`): a caller who cannot be served in time should not take tokens from one who can.
    ///   `std::invalid_argument` for more tokens than the burst, which can never be there at once, and for a negative
    ///   number.
    ///   `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, and gives the reservation back unless a caller behind it still waits or was served:
    ///   callers behind it are not moved forward. So the reservation is given back at the latest when all callers
    ///   behind it have been cancelled, too.
    ///
    /// Threads: the caller resumes on its own loop. Two callers that wait on different loops may resume in any order if
    ///   they are due at nearly the same time.
    ///
    /// See also: `try_acquire`.
    [[nodiscard]] awaitable<void> acquire(detail::count_argument n = 1);

    /// Takes `n` tokens if they are there now. It does not overtake callers that wait.
    ///
    ///     if (!limit.try_acquire()) co_return too_many_requests();
    ///
    /// Returns: whether it took the tokens.
    ///
    /// Errors: `std::invalid_argument` for more tokens than the burst, and for a negative number.
    [[nodiscard]] bool try_acquire(detail::count_argument n = 1);

private:
    class reservation;

    [[nodiscard]] clock::duration time_for(detail::count_argument n, const char* function) const;
    [[nodiscard]] bool take(clock::duration, clock::time_point now);
    // The time when the bucket will be full again, if no caller comes after those that have reserved.
    [[nodiscard]] clock::time_point full_at(clock::time_point now) const noexcept PLAIT_REQUIRES(lock_);

    const std::size_t burst_;
    const clock::duration interval_; // the time between two tokens
    const clock::duration time_to_fill_;
    mutable detail::state_lock lock_;
    // What `full_at` is after all callers that were served, and after each caller that waits, in their order.
    clock::time_point served_until_ PLAIT_GUARDED_BY(lock_) = clock::time_point::min();
    std::list<clock::time_point> waiting_ PLAIT_GUARDED_BY(lock_);
};

} // namespace plait
