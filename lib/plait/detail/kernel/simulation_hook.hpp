#pragma once

#include <plait/clock.hpp>
#include <plait/detail/kernel/current.hpp>

#include <source_location>

namespace plait {

class executor;

namespace detail {

/// Stands in a test for threads, kernel and clock (`current.simulated`). It decides which loop goes on, and which step
/// that loop does next. Several loops then run on one real thread.
class simulation_hook {
public:
    simulation_hook(const simulation_hook&) = delete;
    simulation_hook& operator=(const simulation_hook&) = delete;

    /// The loop of `to` will run the step.
    virtual void post(const executor& to, queued& step) = 0;
    /// A thread that belongs to no loop will run the step.
    virtual void post_to_thread(queued& step) = 0;
    /// Forgets a step of `post_to_thread` whose memory goes away.
    virtual void withdraw(queued& step) noexcept = 0;

    /// These two order the work of threads: what is done before a release is seen after the next acquire of that
    /// object.
    virtual void acquired(const void* object) = 0;
    virtual void released(const void* object) = 0;

    /// A use of data that must be ordered with every other use by another thread, unless both only read.
    enum class use { read, write };
    virtual void used(const void* data, const char* name, use, const std::source_location&) = 0;
    virtual void ended(const void* object_or_data) noexcept = 0; // another object may get its address from now on

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
