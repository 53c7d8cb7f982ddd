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
/// For state that needs no waiting inside prefer `guarded`: it hands out the value only to the one who may use it. First
/// come, first served: unlocking hands the mutex straight to the task that has waited longest. It is not recursive: a
/// task that locks it twice waits for ever.
///
/// Lifetime: must outlive its guards, and those that wait.
///
/// Threads: safe, from tasks of all loops. No thread ever blocks.
///
/// Cost: 70 ns for `lock` and unlocking when it is free, no memory (`bench_each`).
///
/// See also: `guarded`, `shared_mutex`, `semaphore`.
class mutex {
public:
    class guard;

    mutex() noexcept : only_(1, "mutex::lock") {}

    /// Waits until no other task has it locked.
    ///
    /// Returns: the guard, at once if it is free.
    ///
    /// Errors: `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, unless the mutex has been handed to it meanwhile: then the guard is returned.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<guard> lock();

    /// Locks it if no task has it locked.
    [[nodiscard]] std::optional<guard> try_lock();

private:
    semaphore only_;
};

/// Has a mutex locked until it is destroyed. Movable; one that was moved from has none.
///
/// Threads: it may be unlocked on another loop than it was locked.
class [[nodiscard]] mutex::guard {
public:
    void unlock() { held_.release(); } ///< Now. Nothing happens if there is none.
    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(held_); }

private:
    friend class mutex;

    explicit guard(semaphore::permit held) noexcept : held_(std::move(held)) {}

    semaphore::permit held_;
};

} // namespace plait
