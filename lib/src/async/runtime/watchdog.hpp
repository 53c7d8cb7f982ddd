#pragma once

#include "async/runtime/loop_watcher.hpp"
#include "async/runtime/stall_log.hpp"

#include <atomic>
#include <thread>

namespace plait::detail {

/// A thread that looks at what the loops' threads do, and works also while all of these are stuck.
///
/// While loops run, it wakes up a hundred times a second. When all loops have been idle for a tenth of a second, it sleeps
/// until one runs: the door of that loop wakes it. So a process that does nothing is never woken up.
class watchdog {
public:
    explicit watchdog(stall_log::sink = {}); // empty: stalls go to `plait::log`
    ~watchdog();                             // ends and joins the thread
    watchdog(const watchdog&) = delete;
    watchdog& operator=(const watchdog&) = delete;

    void watch_loops(bool wanted) noexcept;
    /// Is for handlers of signals.
    static void list_tasks_soon() noexcept;

    /// How often the thread has woken up, for tests.
    [[nodiscard]] unsigned wake_ups() const noexcept { return wake_ups_.load(std::memory_order_relaxed); }
    [[nodiscard]] bool sleeps() const noexcept { return sleeps_.load(std::memory_order_relaxed); }

private:
    void work() noexcept;
    void look();
    void sleep_until_a_loop_runs();
    void list_tasks() noexcept;

    loop_watcher loops_;
    stall_log stalls_;
    int idle_looks_ = 0;
    std::atomic<bool> watches_loops_{false};
    std::atomic<bool> ends_{false};
    std::atomic<bool> sleeps_{false};
    std::atomic<unsigned> wake_ups_{0};
    std::thread thread_; // the last member, as the thread uses the others
};

} // namespace plait::detail
