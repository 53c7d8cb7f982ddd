#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/kernel/count_argument.hpp>
#include <plait/detail/kernel/state_lock.hpp>
#include <plait/detail/sync/wait_queue.hpp>

#include <cstddef>
#include <optional>
#include <utility>

namespace plait {

/// A number of places that tasks take and give back, so that no more than so many tasks do something at once.
///
///     plait::semaphore places(3);
///     plait::semaphore::permit place = co_await places.acquire(); // given back at the end of the scope
///
/// A place that becomes free goes straight to the task that has waited longest, and no task that comes later can take
/// it first.
///
/// Errors: `std::invalid_argument` for a semaphore of 0 places, or of a negative number.
///
/// Lifetime: the semaphore must outlive its permits, and the tasks that wait.
///
/// Threads: safe, from tasks of all loops.
///
/// Cost: 52 ns for `acquire` and release when there is a place, no memory (`bench_each`).
///
/// See also: `guarded` for a value that one task at a time may use, `mutex` for one place.
class semaphore {
public:
    class permit;

    explicit semaphore(detail::count_argument places);
    ~semaphore();
    semaphore(const semaphore&) = delete;
    semaphore& operator=(const semaphore&) = delete;

    /// Takes a place, and waits for one if none is free.
    ///
    /// Returns: the permit, at once if a place is free.
    ///
    /// Errors: `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, unless a place has been given to the caller meanwhile: then its permit is returned.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<permit> acquire();

    /// Takes a place if one is free.
    [[nodiscard]] std::optional<permit> try_acquire();

    /// The number of free places. If tasks of other loops use the semaphore, too, the number is out of date at once.
    [[nodiscard]] std::size_t available() const noexcept;

private:
    friend class mutex;
    friend class detail::handed_wait<semaphore>;
    struct kind {}; // all places are alike

    semaphore(std::size_t places, const char* name) noexcept : name_(name), available_(places) {}

    void release();
    void exit(kind) PLAIT_REQUIRES(lock_);
    void admit() PLAIT_REQUIRES(lock_);

    const char* const name_; // names the function that tasks wait in
    mutable detail::state_lock lock_;
    std::size_t available_ PLAIT_GUARDED_BY(lock_);
    detail::wait_queue waiting_ PLAIT_GUARDED_BY(lock_);
};

/// One place of a semaphore. It is given back when the permit is destroyed. A permit can be moved; a permit that was
/// moved from holds no place.
///
/// Threads: the place may be given back on another loop than the one it was taken on.
class [[nodiscard]] semaphore::permit {
public:
    permit(permit&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    permit& operator=(permit&& other) noexcept
    {
        permit(std::move(other)).swap(*this);
        return *this;
    }
    ~permit() { release(); }

    /// Gives the place back now. Nothing happens if the permit holds none.
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
