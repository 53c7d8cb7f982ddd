#pragma once

#include "platform/thread_id.hpp"
#include <plait/detail/kernel/current.hpp>
#include <plait/detail/kernel/pulse.hpp>

#include <atomic>
#include <functional>

namespace plait::detail {

class thread_watcher;

/// A thread that runs a loop, or functions of `blocking`, for as long as it does so. The object stands at the bottom of
/// the thread's stack. Who samples threads, or watches loops, finds the threads here.
class registered_thread {
public:
    static constexpr int no_loop = -1;

    explicit registered_thread(int loop, detail::loop* runs = nullptr) noexcept;
    ~registered_thread();
    registered_thread(const registered_thread&) = delete;
    registered_thread& operator=(const registered_thread&) = delete;

    /// The innermost one of this thread, or null. It is safe in a signal handler.
    [[nodiscard]] static registered_thread* here() noexcept;

    [[nodiscard]] registered_thread* outer() const noexcept { return outer_; } // null: this is the thread's only one

    const int loop;           // its number, from 0
    detail::loop* const runs; // null: none
    std::atomic<bool> is_idle{false}; // a thread of a pool that waits for work
    pulse_state& pulse;
    const platform::thread_id id = platform::this_thread();
    std::atomic<void*> samples{nullptr}; // these two belong to who samples this thread
    std::atomic<bool> sampled_now{false};

private:
    friend void visit_threads(const std::function<void(registered_thread&)>&);
    friend class thread_watcher;

    registered_thread* const outer_;
    const stack_bottom bottom_;
    registered_thread* next_ = nullptr;
    registered_thread* previous_ = nullptr;
};

/// Is told of the threads that come and go, under the lock of the list.
class thread_watcher {
public:
    thread_watcher() = default;
    thread_watcher(const thread_watcher&) = delete;
    thread_watcher& operator=(const thread_watcher&) = delete;

    void enter(); // from now on this is told of each thread: first of those that are there already
    void leave(); // this is told that each thread goes, and afterwards nothing any more

    virtual void comes(registered_thread&) noexcept = 0;
    virtual void goes(registered_thread&) noexcept = 0;

protected:
    ~thread_watcher() = default;

private:
    friend class registered_thread;

    thread_watcher* next_ = nullptr;
};

/// Calls the function for each thread that is registered now. No thread comes or goes meanwhile.
void visit_threads(const std::function<void(registered_thread&)>&);

} // namespace plait::detail
