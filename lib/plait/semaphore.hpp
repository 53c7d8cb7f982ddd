#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/kernel/state_lock.hpp>
#include <plait/detail/sync/wait_queue.hpp>

#include <cstddef>
#include <optional>
#include <utility>

namespace plait {

/// A number of places that tasks take and give back, for what only so many may do at once.
///
///     plait::semaphore places(3);
///     plait::semaphore::permit place = co_await places.acquire(); // given back at the end of the scope
///
/// First come, first served: a place that becomes free goes straight to the task that has waited longest, and none that
/// comes later can take it first.
///
/// Errors: `std::invalid_argument` for a semaphore of 0 places.
///
/// Lifetime: must outlive its permits, and those that wait.
///
/// Threads: safe, from tasks of all loops.
///
/// Cost: 52 ns for `acquire` and release when there is a place, no memory (`bench_each`).
///
/// See also: `guarded` for a value that one task at a time may use, `mutex` for one place.
class semaphore {
public:
    class permit;

    explicit semaphore(std::size_t places);
    ~semaphore();
    semaphore(const semaphore&) = delete;
    semaphore& operator=(const semaphore&) = delete;

    /// Takes a place, and waits for one if there is none.
    ///
    /// Returns: the permit, at once if a place is free.
    ///
    /// Errors: `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, unless the place has been given to it meanwhile: then that is returned.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<permit> acquire();

    /// Takes a place if one is free.
    [[nodiscard]] std::optional<permit> try_acquire();

    /// How many places are free now. When tasks of other loops use it too, this is out of date at once.
    [[nodiscard]] std::size_t available() const noexcept;

private:
    friend class mutex;
    class place;

    semaphore(std::size_t places, const char* name) noexcept : name_(name), available_(places) {}

    void release();
    void give() PLAIT_REQUIRES(lock_);

    const char* const name_; // of what is waited in
    mutable detail::state_lock lock_;
    std::size_t available_ PLAIT_GUARDED_BY(lock_);
    detail::wait_queue waiting_ PLAIT_GUARDED_BY(lock_);
};

/// One place of a semaphore, given back when this is destroyed. Movable; one that was moved from has none.
///
/// Threads: it may be given back on another loop than it was taken.
class [[nodiscard]] semaphore::permit {
public:
    permit(permit&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    permit& operator=(permit&& other) noexcept
    {
        permit(std::move(other)).swap(*this);
        return *this;
    }
    ~permit() { release(); }

    /// Gives the place back now. Nothing happens if there is none.
    void release()
    {
        if (semaphore* of = std::exchange(of_, nullptr))
            of->release();
    }

    [[nodiscard]] explicit operator bool() const noexcept { return of_ != nullptr; }

private:
    friend class semaphore;

    explicit permit(semaphore& of) noexcept : of_(&of) {}
    void swap(permit& other) noexcept { std::swap(of_, other.of_); }

    semaphore* of_;
};

} // namespace plait
