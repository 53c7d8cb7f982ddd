#pragma once

#include "async/join/captured_stack.hpp"
#include "async/kernel/thread_list.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace plait::detail {

/// A step that holds its loop: what runs between two waits.
struct stall {
    int loop = 0;
    std::chrono::nanoseconds held{}; // until now
    bool has_stack = false;
    captured_stack stack; // of the loop's thread
};

/// Looks at the pulses of all loops again and again, and finds the steps that hold their loops for long.
///
/// Time in which the thread was ready but had no processor does not count, as it says something of other programs. Nor
/// does time in which the whole process was stopped: more than one interval does not pass from one look to the next.
class loop_watcher final : thread_watcher {
public:
    static constexpr int observer_place = 0; // among those of doors
    static constexpr std::uint8_t observer_flag = 1U << observer_place;

    using time_point = std::chrono::steady_clock::time_point;
    using duration = std::chrono::nanoseconds;

    loop_watcher() { enter(); }
    ~loop_watcher() { leave(); }
    loop_watcher(const loop_watcher&) = delete;
    loop_watcher& operator=(const loop_watcher&) = delete;

    struct seen {
        bool all_idle = true; // no loop has run anything since the last look
        std::vector<stall> stalls;
    };
    /// Returns those steps that have held their loop for `limit` by now, each of them once; none if `limit` is 0.
    [[nodiscard]] seen look(time_point now, duration interval, duration limit);

    /// Whether each door tells the observer.
    void observe_doors(bool wanted);

    /// How much of the time that has passed counts, for a thread that had a processor for `ran` of it. `is_blocked` says
    /// whether it waits now for something else.
    template <class IsBlocked>
    [[nodiscard]] static duration counted(duration passed, duration ran, IsBlocked is_blocked)
    {
        return ran >= passed * 3 / 4 || is_blocked() ? passed : std::max(ran, duration());
    }

private:
    struct watched {
        registered_thread* thread;
        bool idle = false;         // nothing has run since the last look
        bool runs = false;         // a step ran at the last look
        bool found = false;        // and that step was returned as a stall
        duration held{};           // by that step, since it was seen first
        duration processor_time{}; // of the thread, at the last look
    };

    void comes(registered_thread&) noexcept override;
    void goes(registered_thread&) noexcept override;
    [[nodiscard]] static bool is_stall(watched&, duration passed, duration limit);

    // These are used under the lock of the list of threads.
    std::vector<watched> all_;
    time_point last_look_{};
    bool observes_ = false;
};

} // namespace plait::detail
