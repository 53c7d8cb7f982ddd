#pragma once

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>
#include <plait/detail/kernel/state_lock.hpp>

#include <cstddef>
#include <list>

namespace plait {

/// Lets so many things happen in a second, and so many at once after a pause.
///
///     rate_limiter limit(100, 20); // 100 a second, bursts of 20
///     co_await limit.acquire();
///
/// A bucket of `burst` tokens, full at first, into which a new one comes each 1/`per_second` (to the nanosecond) unless it
/// is full. Each thing takes one out.
///
/// Errors: `std::invalid_argument` for a burst of 0, for a rate that is not above zero or is more than one each
///   nanosecond, and for a bucket that would take more than a century to fill.
///
/// Lifetime: must outlive those that wait.
///
/// Threads: safe, from tasks of all loops.
///
/// Cost: 65 ns for an `acquire` that need not wait, no memory (`bench_each`). It keeps a point in time and those that wait, whatever the burst is.
class rate_limiter {
public:
    rate_limiter(double per_second, std::size_t burst);
    ~rate_limiter();
    rate_limiter(const rate_limiter&) = delete;
    rate_limiter& operator=(const rate_limiter&) = delete;

    /// Takes `n` tokens, and waits until they are there: each caller reserves what comes next, so those that wait get
    /// theirs in the order in which they came.
    ///
    /// Errors: `error::timed_out`, at once and without a reservation, if the tokens would come after the deadline of the
    ///   caller (`deadline_left`): who cannot be served in time should not take the place of one who can.
    ///   `std::invalid_argument` for more than the burst, which can never be there at once.
    ///   `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, and gives the reservation back unless somebody has reserved behind it who still waits or
    ///   was served: none of them is moved forward. So it is given back at the latest when all behind it have been
    ///   cancelled too.
    ///
    /// Threads: the caller resumes on its own loop. Two that wait on different loops may resume in any order if they are due
    ///   at nearly the same time.
    ///
    /// See also: `try_acquire`.
    [[nodiscard]] awaitable<void> acquire(std::size_t n = 1);

    /// Takes `n` tokens if they are there now, and does not overtake those that wait.
    ///
    ///     if (!limit.try_acquire()) co_return too_many_requests();
    ///
    /// Returns: whether it took them.
    ///
    /// Errors: `std::invalid_argument` for more than the burst.
    [[nodiscard]] bool try_acquire(std::size_t n = 1);

private:
    class reservation;

    [[nodiscard]] clock::duration time_for(std::size_t n, const char* function) const;
    [[nodiscard]] bool take(clock::duration, clock::time_point now);
    // When the bucket will be full again, if nobody comes after those that have reserved.
    [[nodiscard]] clock::time_point full_at(clock::time_point now) const noexcept PLAIT_REQUIRES(lock_);

    const std::size_t burst_;
    const clock::duration interval_; // between two tokens
    const clock::duration time_to_fill_;
    mutable detail::state_lock lock_;
    clock::time_point served_until_ PLAIT_GUARDED_BY(lock_) = clock::time_point::min(); // `full_at` of those served
    std::list<clock::time_point> waiting_ PLAIT_GUARDED_BY(lock_); // `full_at` after each of those that wait, in order
};

} // namespace plait
