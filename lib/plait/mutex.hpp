#pragma once

#include <plait/awaitable.hpp>
#include <plait/semaphore.hpp>

#include <optional>
#include <utility>

namespace plait {

/// Lets one task at a time into a section that waits inside.
///
///     plait::mutex connecting;
///     plait::mutex::guard alone = co_await connecting.lock(); // unlocks at the end of the scope
///     co_await connect_unless_connected();
///
/// For state that needs no waiting inside prefer `guarded`: it gives the value only to a function that may use it.
/// Unlocking hands the mutex straight to the task that has waited longest. The mutex is not recursive: a task that
/// locks it twice waits for ever.
///
/// Lifetime: the mutex must outlive its guards, and the tasks that wait.
///
/// Threads: safe, from tasks of all loops. No thread ever blocks.
///
/// Cost: 70 ns for `lock` and unlocking when the mutex is free, no memory (`bench_each`).
///
/// See also: `guarded`, `shared_mutex`, `semaphore`.
class mutex {
public:
    class guard;

    mutex() noexcept : only_(1, "mutex::lock") {}

    /// Waits until no other task has the mutex locked, and locks it.
    ///
    /// Returns: the guard, at once if the mutex is free.
    ///
    /// Errors: `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, unless the mutex has been handed to the caller meanwhile: then the guard is
    ///   returned.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<guard> lock();

    /// Locks the mutex if no task has it locked.
    [[nodiscard]] std::optional<guard> try_lock();

private:
    semaphore only_;
};

/// Keeps a mutex locked until the guard is destroyed. A guard can be moved; a guard that was moved from holds no mutex.
///
/// Threads: the mutex may be unlocked on another loop than the one it was locked on.
class [[nodiscard]] mutex::guard {
public:
    void unlock() { held_.release(); } ///< Unlocks the mutex now. Nothing happens if the guard holds none.
    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(held_); }

private:
    friend class mutex;

    explicit guard(semaphore::permit held) noexcept : held_(std::move(held)) {}

    semaphore::permit held_;
};

} // namespace plait
