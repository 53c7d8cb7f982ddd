#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/kernel/state_lock.hpp>
#include <plait/detail/sync/select_case.hpp>
#include <plait/detail/sync/wait_queue.hpp>

#include <variant>

namespace plait {

/// A flag that tasks can wait for.
///
///     event ready;
///     co_await ready.wait(); // until some task has called ready.set()
///
/// Lifetime: must outlive those that wait.
///
/// Threads: safe, from tasks of all loops.
///
/// Cost: 35 ns for a `wait` when it is set, no memory (`bench_each`).
///
/// See also: `latch`, which is set when several things have been done; `select`.
class event {
public:
    class wait_case;

    event() noexcept : event("event::wait") {}
    ~event();
    event(const event&) = delete;
    event& operator=(const event&) = delete;

    /// Lets all that wait go on, and those that come later, until `reset`.
    void set();
    void reset() noexcept;
    [[nodiscard]] bool is_set() const noexcept;

    /// Returns at once if it is set.
    ///
    /// Errors: `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, unless the event has been set meanwhile.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<void> wait();

    /// For `select`: as `wait`.
    [[nodiscard]] wait_case waiting() noexcept;

private:
    friend class latch;
    class place : public detail::select_case {
    public:
        place(detail::wait& waiting, event& awaited) noexcept : select_case(waiting), event_(awaited) {}
        ~place(); // also when its loop goes away

        [[nodiscard]] bool try_now() final { return event_.is_set(); }
        void enqueue() final;

    private:
        event& event_;
        bool entered_ = false;
    };

    explicit event(const char* name) noexcept : name_(name) {}

    const char* const name_; // of what is waited in
    mutable detail::state_lock lock_;
    bool set_ PLAIT_GUARDED_BY(lock_) = false;
    detail::wait_queue waiting_ PLAIT_GUARDED_BY(lock_);
};

/// Waiting for an event, as a case of `select`, which gives a `std::monostate` for it.
///
/// Lifetime: the event must outlive it.
class event::wait_case {
public:
    /// For plait itself.
    using result = std::monostate;
    struct place final : event::place {
        place(detail::wait& waiting, wait_case& of) noexcept : event::place(waiting, *of.awaited_) {}
    };
    [[nodiscard]] result take() noexcept { return {}; }

private:
    friend class event;

    explicit wait_case(event& awaited) noexcept : awaited_(&awaited) {}

    event* awaited_;
};

inline event::wait_case event::waiting() noexcept
{
    return wait_case(*this);
}

} // namespace plait
