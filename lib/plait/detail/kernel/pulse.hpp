#pragma once

#include <atomic>
#include <cstdint>

namespace plait::detail {

struct task;

/// What a thread that runs a loop tells threads that watch it. All of it is relaxed: a watcher looks every few
/// milliseconds, and may learn a thing one look later.
struct pulse_state {
    static constexpr std::uint8_t looked = 0x80; // a watcher has seen this resumption; the next one clears the flag

    std::atomic<int> depth{0};          // counts the resumptions inside each other; 0: none runs
    std::atomic<std::uint8_t> flags{0}; // bit n: observer n wants to hear of the next resumption of this thread

    void set(std::uint8_t added) noexcept { flags.fetch_or(added, std::memory_order_relaxed); }
    void clear(std::uint8_t gone) noexcept
    {
        flags.fetch_and(static_cast<std::uint8_t>(~gone), std::memory_order_relaxed);
    }
};

// The variable is constinit for the reason that current.hpp gives.
extern constinit thread_local pulse_state pulse;

/// Is called on the thread that resumes a task (null: the loop itself), before that runs. As long as the observer's
/// flag is set, it is called for every resumption of the thread.
using door_observer = void(pulse_state&, task*) noexcept;

/// The places for observers of all doors. There are few, and a place is never given to another observer.
inline constexpr int most_door_observers = 4;
void set_door_observer(int place, door_observer*) noexcept;

/// The time since some point in the past, in milliseconds. Somebody who watches keeps it up to date, while any loop
/// runs tasks; it stands still where nobody does.
extern constinit std::atomic<std::uint32_t> pulse_milliseconds;

/// What a door does if a flag of the thread is set.
void tell_door_observers(pulse_state&, task*) noexcept;

} // namespace plait::detail
