#pragma once

#include <plait/awaitable.hpp>

#include <atomic>

namespace plait::detail {

/// Runs short functions one at a time, from any thread, without holding a thread up. Whoever finds the strand free
/// enters it; whoever finds it taken leaves a job behind, which the one inside runs on its way out. The lock-free list
/// of waiting jobs is that of cppcoro's async_mutex.
class strand {
public:
    struct job {
        job* next = nullptr;

    protected:
        ~job() = default;

    private:
        friend class strand;
        virtual void run() noexcept = 0; // the job may be gone when it returns
    };

    /// True: this thread is inside, and must `leave`.
    [[nodiscard]] bool try_enter() noexcept
    {
        job* expected = vacant();
        return newest_.compare_exchange_strong(expected, nullptr, std::memory_order_acquire, std::memory_order_relaxed);
    }

    /// True: as `try_enter`. False: the job is run by the thread that is inside, perhaps before this returns.
    [[nodiscard]] bool enter_or_queue(job&) noexcept;

    /// Runs the jobs that came meanwhile, in the order they came, then leaves.
    void leave() noexcept
    {
        job* expected = nullptr;
        if (!newest_.compare_exchange_strong(expected, vacant(), std::memory_order_release, std::memory_order_relaxed))
            run_queued_and_leave();
    }

private:
    void run_queued_and_leave() noexcept;

    // A value that no job has: the strand itself.
    [[nodiscard]] job* vacant() noexcept { return reinterpret_cast<job*>(this); }

    std::atomic<job*> newest_{vacant()}; // vacant; null: taken, nobody waits; else the latest job to wait
};

/// Calls `function(closure)` inside the strand, by whichever thread is inside when its turn comes, and resumes the caller
/// on its own loop. Not to be cancelled.
[[nodiscard]] awaitable<void> call_in_turn(strand&, void (*function)(void*) noexcept, void* closure);

} // namespace plait::detail
