#pragma once

#include <atomic>
#include <cstdint>

namespace plait::detail {

struct task;

/// What a thread that runs a loop tells threads that watch it. A step is what the thread runs between two waits. All
/// accesses are relaxed: a watcher looks every few milliseconds, and may learn a thing one look later.
struct pulse_state {
    static constexpr std::uint8_t looked = 0x80; // a watcher has seen the step; the next step clears the flag

    std::atomic<const void*> stack_end{nullptr}; // where the frames of the innermost resumption end
    std::atomic<const void*> idle_end{nullptr};  // what `stack_end` is between two steps
    std::atomic<std::uint8_t> flags{0}; // bit n: observer n wants to hear of the next resumption of this thread

    [[nodiscard]] const void* end() const noexcept { return stack_end.load(std::memory_order_relaxed); }
    [[nodiscard]] bool in_step() const noexcept { return end() != idle_end.load(std::memory_order_relaxed); }

    void set(std::uint8_t added) noexcept { flags.fetch_or(added, std::memory_order_relaxed); }
    void clear(std::uint8_t gone) noexcept
    {
        flags.fetch_and(static_cast<std::uint8_t>(~gone), std::memory_order_relaxed);
    }
};

// The variable is constinit for the reason that current.hpp gives.
extern constinit thread_local pulse_state pulse;

/// Says where the stack of a thread's steps ends, as long as it lives: it stands below the frames of all of them.
class stack_bottom {
public:
    stack_bottom() noexcept : end_before_(pulse.end()), idle_end_before_(pulse.idle_end.load(std::memory_order_relaxed))
    {
        set(this, this);
    }
    ~stack_bottom() { set(end_before_, idle_end_before_); }
    stack_bottom(const stack_bottom&) = delete;
    stack_bottom& operator=(const stack_bottom&) = delete;

private:
    static void set(const void* end, const void* idle_end) noexcept
    {
        pulse.idle_end.store(idle_end, std::memory_order_relaxed);
        pulse.stack_end.store(end, std::memory_order_relaxed);
    }

    const void* const end_before_;
    const void* const idle_end_before_;
};

/// Is called on the thread that resumes a task (null: the loop itself), before that runs. As long as the observer's
/// flag is set, it is called for every resumption of the thread.
using door_observer = void(pulse_state&, task*) noexcept;

/// The places for observers of all doors. There are few, and a place is never given to another observer.
inline constexpr int most_door_observers = 4;
void set_door_observer(int place, door_observer*) noexcept;

/// The time since some point in the past, in milliseconds. Somebody who watches keeps it up to date, while any loop
/// runs tasks. It is 0 where nobody does.
extern constinit std::atomic<std::uint32_t> pulse_milliseconds;

/// What `pulse_milliseconds` is if it is up to date; never 0.
[[nodiscard]] std::uint32_t milliseconds_now() noexcept;

/// What a door does if a flag of the thread is set.
void tell_door_observers(pulse_state&, task*) noexcept;

} // namespace plait::detail
