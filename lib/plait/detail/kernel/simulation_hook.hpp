#pragma once

#include <plait/clock.hpp>
#include <plait/detail/kernel/current.hpp>

#include <source_location>

namespace plait {

class executor;

namespace detail {

/// What a test puts in place of threads, kernel and clock (`current.simulated`): it decides which loop goes on, and what is
/// done next there. Several loops then run on one real thread.
class simulation_hook {
public:
    simulation_hook(const simulation_hook&) = delete;
    simulation_hook& operator=(const simulation_hook&) = delete;

    /// To be run by its loop, as one step.
    virtual void post(const executor& to, queued& step) = 0;
    /// To be run by a thread that is no loop's.
    virtual void post_to_thread(queued& step) = 0;
    /// Forgets a step of `post_to_thread` whose memory goes away.
    virtual void withdraw(queued& step) noexcept = 0;

    /// What orders the work of threads: everything before a release is seen after the next acquire of the same object.
    virtual void acquired(const void* object) = 0;
    virtual void released(const void* object) = 0;

    /// A use of data that must be ordered with every other use by another thread, unless both only read.
    enum class use { read, write };
    virtual void used(const void* data, const char* name, use, const std::source_location&) = 0;
    virtual void ended(const void* object_or_data) noexcept = 0; // another may get its address

    [[nodiscard]] const clock::time_point& now() const noexcept { return now_; }

protected:
    simulation_hook() = default;
    ~simulation_hook() = default;

    clock::time_point now_{};
};

inline void acquired(const void* object)
{
    if (current.simulated) [[unlikely]]
        current.simulated->acquired(object);
}

inline void released(const void* object)
{
    if (current.simulated) [[unlikely]]
        current.simulated->released(object);
}

inline void written(const void* data, const char* name, const std::source_location& where)
{
    if (current.simulated) [[unlikely]]
        current.simulated->used(data, name, simulation_hook::use::write, where);
}

inline void ended(const void* object_or_data) noexcept
{
    if (current.simulated) [[unlikely]]
        current.simulated->ended(object_or_data);
}

} // namespace detail

} // namespace plait
