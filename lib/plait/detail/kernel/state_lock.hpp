#pragma once

#include <plait/detail/kernel/simulation_hook.hpp>
#include <plait/detail/kernel/thread_safety.hpp>

#include <mutex>

namespace plait::detail {

/// Protects the state of an object that tasks of several loops share. It is held for the few instructions that a change
/// of that state takes, never while a task waits or a user's function runs.
class PLAIT_CAPABILITY("lock") state_lock {
public:
    state_lock() = default;
    ~state_lock() { ended(this); }
    state_lock(const state_lock&) = delete;
    state_lock& operator=(const state_lock&) = delete;

    void acquire() PLAIT_ACQUIRE()
    {
        mutex_.lock();
        acquired(this);
    }
    void release() PLAIT_RELEASE()
    {
        released(this);
        mutex_.unlock();
    }

private:
    friend class condition;

    std::mutex mutex_;
};

/// Holds a state lock for the length of a block.
class PLAIT_SCOPED_CAPABILITY locked {
public:
    explicit locked(state_lock& taken) PLAIT_ACQUIRE(taken) : taken_(taken) { taken_.acquire(); }
    ~locked() PLAIT_RELEASE() { taken_.release(); }
    locked(const locked&) = delete;
    locked& operator=(const locked&) = delete;

private:
    state_lock& taken_;
};

} // namespace plait::detail
