#pragma once

#include "async/kernel/condition.hpp"
#include <plait/detail/coroutine/plain_function.hpp>
#include <plait/detail/coroutine/waiter.hpp>
#include <plait/detail/kernel/current.hpp>

#include <cstddef>
#include <list>
#include <stop_token>
#include <thread>
#include <vector>

namespace plait::detail {

/// Threads that call functions for tasks, while those tasks are suspended. A thread is started when there is work for
/// one more, and stays until the pool ends.
class thread_pool {
public:
    class call;

    [[nodiscard]] static std::size_t default_threads() noexcept;

    explicit thread_pool(std::size_t most = default_threads());
    ~thread_pool(); // no task may wait, unless `close` was called and the task is never resumed
    thread_pool(const thread_pool&) = delete;
    thread_pool& operator=(const thread_pool&) = delete;

    /// Tells the functions that run through their stop tokens, and waits for them. The pool calls no more functions.
    void close() noexcept;

    [[nodiscard]] std::size_t queued() const noexcept;
    [[nodiscard]] std::size_t running() const noexcept;
    [[nodiscard]] std::size_t threads() const noexcept;

private:
    void queue(call&) noexcept;
    [[nodiscard]] bool start_thread() noexcept PLAIT_REQUIRES(lock_);
    void work() noexcept;
    [[nodiscard]] call* take() noexcept PLAIT_REQUIRES(lock_); // null: the pool is closed
    void end(call&) noexcept PLAIT_REQUIRES(lock_);

    const std::size_t most_;
    mutable state_lock lock_;
    condition available_; // there is a function to call, or the pool is closed
    condition ended_;     // a function has ended whose caller's frame is being destroyed
    std::list<call*> queue_ PLAIT_GUARDED_BY(lock_);
    std::list<call*> running_ PLAIT_GUARDED_BY(lock_);
    std::vector<std::thread> threads_ PLAIT_GUARDED_BY(lock_);
    std::size_t idle_ PLAIT_GUARDED_BY(lock_) = 0;
    bool closed_ PLAIT_GUARDED_BY(lock_) = false;
};

/// One function, and the task that waits for it. A call lives in that task's frame.
class thread_pool::call {
public:
    /// `own` is the task that waits, or null: see find_own_task.
    call(thread_pool& pool, const plain_function& function, const task* own, const char* name)
        : pool_(pool), function_(function), task_(own), waiting_(name)
    {
    }
    /// If the frame is destroyed because its loop goes away, this waits for a function that runs, as it uses the frame.
    ~call();
    call(const call&) = delete;
    call& operator=(const call&) = delete;

    /// When this is awaited, it returns after the function has been called, or throws if the function is never called.
    [[nodiscard]] auto begin()
    {
        return waiting_.suspend([this] { pool_.queue(*this); }, [this] { cancel(); });
    }

private:
    friend class thread_pool;
    enum class state { before, queued, running, after };

    void cancel(); // is idempotent

    thread_pool& pool_;
    const plain_function function_;
    const task* const task_;
    std::stop_source stop_ = function_.takes_stop_token ? std::stop_source() : std::stop_source(std::nostopstate);
    // These four are used under the pool's lock. The node moves from list to list, so that no step of a call can fail.
    std::list<call*> own_{this};
    const std::list<call*>::iterator node_ = own_.begin();
    state state_ = state::before;
    bool abandoned_ = false;
    waiter waiting_;
};

} // namespace plait::detail
