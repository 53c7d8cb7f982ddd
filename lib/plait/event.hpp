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
/// Lifetime: the event must outlive the tasks that wait for it.
///
/// Threads: safe, from tasks of all loops.
///
/// Cost: 35 ns for a `wait` when the event is set, no memory (`bench_each`).
///
/// See also: `latch`, which is set when several things have been done; `select`.
class event {
public:
    class wait_case;

    event() noexcept : event("event::wait") {}
    ~event();
    event(const event&) = delete;
    event& operator=(const event&) = delete;

    /// Lets all tasks that wait go on, and all that come later, until `reset`.
    void set();
    void reset() noexcept;
    [[nodiscard]] bool is_set() const noexcept;

    /// Waits until the event is set. Returns at once if it is set already.
    ///
    /// Errors: `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, unless the event has been set meanwhile.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<void> wait();

    /// Makes a case of `select` that waits as `wait` does.
    [[nodiscard]] wait_case waiting() noexcept;

private:
    friend class latch;
    class place : public detail::select_case {
    public:
        place(detail::wait& waiting, event& awaited) noexcept : select_case(waiting), event_(awaited) {}

        [[nodiscard]] bool try_now() final { return event_.is_set(); }
        void enqueue() final;

    private:
        event& event_;
    };

    explicit event(const char* name) noexcept : name_(name) {}

    const char* const name_; // names the function that tasks wait in
    mutable detail::state_lock lock_;
    bool set_ PLAIT_GUARDED_BY(lock_) = false;
    detail::wait_queue waiting_ PLAIT_GUARDED_BY(lock_);
};

/// A case of `select` that waits for an event. Its alternative in the result is a `std::monostate`.
///
/// Lifetime: the event must outlive the case.
class event::wait_case {
public:
    /// The rest is for plait itself.
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
