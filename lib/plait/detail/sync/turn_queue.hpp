#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/kernel/simulation_hook.hpp>
#include <plait/detail/kernel/thread_safety.hpp>

#include <atomic>

namespace plait::detail {

/// Runs short functions one at a time, from any thread, without blocking a thread. A thread that finds the queue free
/// enters it. A thread that finds the queue taken leaves a job there, which the thread inside runs on its way out. The
/// lock-free list of waiting jobs is that of cppcoro's async_mutex.
class PLAIT_CAPABILITY("turn") turn_queue {
public:
    struct job {
        job* next = nullptr;

    protected:
        ~job() = default;

    private:
        friend class turn_queue;
        virtual void run() noexcept = 0; // the job may be destroyed when this returns
    };

    turn_queue() = default;
    ~turn_queue() { ended(this); }
    turn_queue(const turn_queue&) = delete;
    turn_queue& operator=(const turn_queue&) = delete;

    /// If the result is true, this thread is inside, and must call `leave`.
    [[nodiscard]] bool try_enter() noexcept PLAIT_TRY_ACQUIRE(true)
    {
        job* expected = vacant();
        if (!newest_.compare_exchange_strong(expected, nullptr, std::memory_order_acquire, std::memory_order_relaxed))
            return false;
        acquired(this);
        return true;
    }

    /// Does what `try_enter` does, and tries again for a moment if the queue is taken. The thread inside is usually out
    /// within some nanoseconds, while to be resumed by another thread takes a microsecond.
    [[nodiscard]] bool try_enter_soon() noexcept PLAIT_TRY_ACQUIRE(true) PLAIT_UNCHECKED { return try_enter() || spin(); }

    /// If the result is true, this thread is inside, and must call `leave`. If it is false, the thread that is inside
    /// runs the job, perhaps before this returns.
    [[nodiscard]] bool enter_or_queue(job&) noexcept PLAIT_TRY_ACQUIRE(true);

    /// Runs the jobs that came meanwhile, in the order in which they came, and then leaves the queue.
    void leave() noexcept PLAIT_RELEASE() PLAIT_UNCHECKED
    {
        released(this);
        job* expected = nullptr;
        if (!newest_.compare_exchange_strong(expected, vacant(), std::memory_order_release, std::memory_order_relaxed))
            run_queued_and_leave();
    }

private:
    [[nodiscard]] bool spin() noexcept;
    void run_queued_and_leave() noexcept;

    // The mark of a free queue: its own address, which no job can have.
    [[nodiscard]] job* vacant() noexcept { return reinterpret_cast<job*>(this); }

    // Is vacant() while the queue is free, null while it is taken and no job waits, and otherwise the newest waiting
    // job.
    std::atomic<job*> newest_{vacant()};
};

/// Leaves, at the end of a block, a queue that has been entered.
class PLAIT_SCOPED_CAPABILITY leaving_turn {
public:
    explicit leaving_turn(turn_queue& entered) noexcept PLAIT_REQUIRES(entered) : entered_(entered) {}
    ~leaving_turn() PLAIT_RELEASE() { entered_.leave(); }
    leaving_turn(const leaving_turn&) = delete;
    leaving_turn& operator=(const leaving_turn&) = delete;

private:
    turn_queue& entered_;
};

/// Calls `function(closure)` inside the queue, on whichever thread is inside when its turn comes, and resumes the
/// caller on its own loop. A cancellation does not end the wait for the turn.
[[nodiscard]] awaitable<void> call_in_turn(turn_queue&, void (*function)(void*) noexcept, void* closure);

} // namespace plait::detail
