#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/kernel/thread_safety.hpp>
#include <plait/detail/kernel/world.hpp>

#include <atomic>

namespace plait::detail {

/// Runs short functions one at a time, from any thread, without holding a thread up. Whoever finds the strand free
/// enters it; whoever finds it taken leaves a job behind, which the one inside runs on its way out. The lock-free list
/// of waiting jobs is that of cppcoro's async_mutex.
class PLAIT_CAPABILITY("strand") strand {
public:
    struct job {
        job* next = nullptr;

    protected:
        ~job() = default;

    private:
        friend class strand;
        virtual void run() noexcept = 0; // the job may be gone when it returns
    };

    strand() = default;
    ~strand() { ended(this); }
    strand(const strand&) = delete;
    strand& operator=(const strand&) = delete;

    /// True: this thread is inside, and must `leave`.
    [[nodiscard]] bool try_enter() noexcept PLAIT_TRY_ACQUIRE(true)
    {
        job* expected = vacant();
        if (!newest_.compare_exchange_strong(expected, nullptr, std::memory_order_acquire, std::memory_order_relaxed))
            return false;
        acquired(this);
        return true;
    }

    /// The same, but looks again for a moment: who is inside is usually out within some nanoseconds, while being resumed
    /// by another thread takes a microsecond.
    [[nodiscard]] bool try_enter_soon() noexcept PLAIT_TRY_ACQUIRE(true) PLAIT_UNCHECKED { return try_enter() || spin(); }

    /// True: as `try_enter`. False: the job is run by the thread that is inside, perhaps before this returns.
    [[nodiscard]] bool enter_or_queue(job&) noexcept PLAIT_TRY_ACQUIRE(true);

    /// Runs the jobs that came meanwhile, in the order they came, then leaves.
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

    // A value that no job has: the strand itself.
    [[nodiscard]] job* vacant() noexcept { return reinterpret_cast<job*>(this); }

    std::atomic<job*> newest_{vacant()}; // vacant; null: taken, nobody waits; else the latest job to wait
};

/// Leaves a strand that has been entered.
class PLAIT_SCOPED_CAPABILITY leaving_strand {
public:
    explicit leaving_strand(strand& entered) noexcept PLAIT_REQUIRES(entered) : entered_(entered) {}
    ~leaving_strand() PLAIT_RELEASE() { entered_.leave(); }
    leaving_strand(const leaving_strand&) = delete;
    leaving_strand& operator=(const leaving_strand&) = delete;

private:
    strand& entered_;
};

/// Calls `function(closure)` inside the strand, by whichever thread is inside when its turn comes, and resumes the caller
/// on its own loop. Not to be cancelled.
[[nodiscard]] awaitable<void> call_in_turn(strand&, void (*function)(void*) noexcept, void* closure);

} // namespace plait::detail
