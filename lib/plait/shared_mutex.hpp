#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/kernel/state_lock.hpp>
#include <plait/detail/sync/wait_queue.hpp>

#include <cstddef>
#include <optional>
#include <utility>

namespace plait {

/// Lets either one task at a time or any number of readers into a section that waits inside.
///
///     plait::shared_mutex reloading;
///     plait::shared_mutex::shared_guard reading = co_await reloading.lock_shared(); // with other readers
///     plait::shared_mutex::guard alone = co_await reloading.lock();                 // with nobody
///
/// Tasks are served in the order in which they came: a writer that waits holds up the readers that come after it, so it
/// is not starved. When readers are next, all up to the next writer go in together. The mutex is not recursive, not
/// even for readers: a reader that locks it again behind a waiting writer waits for ever.
///
/// Lifetime: the mutex must outlive its guards, and the tasks that wait.
///
/// Threads: safe, from tasks of all loops. No thread ever blocks.
///
/// Cost: 53 ns for `lock_shared` and unlocking when the mutex is free, no memory (`bench_each`).
///
/// See also: `guarded` for state that needs no waiting inside, `mutex`.
class shared_mutex {
public:
    class guard;
    class shared_guard;

    shared_mutex() = default;
    ~shared_mutex();
    shared_mutex(const shared_mutex&) = delete;
    shared_mutex& operator=(const shared_mutex&) = delete;

    /// Waits until no other task has the mutex locked in either way, and locks it for this task alone.
    ///
    /// Returns: the guard, at once if the mutex is free.
    ///
    /// Errors: `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, unless the mutex has been handed to the caller meanwhile: then the guard is
    ///   returned. The readers behind a writer that gives up go in.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<guard> lock();
    /// Waits until no task has the mutex locked for itself alone, and no writer waits, and locks it together with other
    /// readers. The rest is as for `lock`.
    [[nodiscard]] awaitable<shared_guard> lock_shared();

    /// These two lock the mutex if that takes no waiting.
    [[nodiscard]] std::optional<guard> try_lock();
    [[nodiscard]] std::optional<shared_guard> try_lock_shared();

private:
    enum class kind : bool { alone, shared };
    friend class detail::handed_wait<shared_mutex>;
    // The base of both guards.
    template <kind Kind>
    class held {
    public:
        held(held&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
        held& operator=(held&& other) noexcept
        {
            held old(std::move(*this));
            of_ = std::exchange(other.of_, nullptr);
            return *this;
        }
        ~held() { unlock(); }

        /// Unlocks the mutex now. Nothing happens if the guard holds none.
        void unlock()
        {
            if (shared_mutex* of = std::exchange(of_, nullptr))
                of->leave(Kind);
        }

        [[nodiscard]] explicit operator bool() const noexcept { return of_ != nullptr; }

    protected:
        friend class shared_mutex;

        explicit held(shared_mutex& of) noexcept : of_(&of) {}

    private:
        shared_mutex* of_;
    };

    [[nodiscard]] bool try_enter(kind);
    void leave(kind);
    [[nodiscard]] bool has_room(kind) const noexcept PLAIT_REQUIRES(lock_);
    void enter(kind) noexcept PLAIT_REQUIRES(lock_);
    void exit(kind) PLAIT_REQUIRES(lock_);
    void admit() PLAIT_REQUIRES(lock_);

    detail::state_lock lock_;
    std::size_t readers_ PLAIT_GUARDED_BY(lock_) = 0;
    bool writer_ PLAIT_GUARDED_BY(lock_) = false;
    detail::wait_queue waiting_ PLAIT_GUARDED_BY(lock_);
};

/// Keeps a shared_mutex locked for one task alone, until the guard is destroyed. A guard can be moved; a guard that was
/// moved from holds no mutex.
class [[nodiscard]] shared_mutex::guard : public held<kind::alone> {
    friend class shared_mutex;
    using held::held;
};

/// Keeps a shared_mutex locked together with other readers, until the guard is destroyed. A guard can be moved; a guard
/// that was moved from holds no mutex.
class [[nodiscard]] shared_mutex::shared_guard : public held<kind::shared> {
    friend class shared_mutex;
    using held::held;
};

} // namespace plait
