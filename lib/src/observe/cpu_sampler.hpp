#pragma once

#include "async/join/captured_stack.hpp"
#include "async/kernel/thread_list.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace plait::detail {

/// Why there are no CPU profiles in this build, or on this platform, in a line; null if there are.
[[nodiscard]] const char* no_cpu_samples() noexcept;

/// Samples what the registered threads run, while this object exists. Only one may exist, and `no_cpu_samples` must have
/// said null.
///
/// Each thread has a timer of its own, which counts the processor time of that thread, and interrupts it with SIGPROF. So
/// Go does it since 1.18: a timer for the whole process interrupts any thread, and too seldom above two processors
/// (golang/go#35057). The signal handler writes the stack into a ring of its thread, and `take` empties the rings.
class cpu_sampler final : thread_watcher {
public:
    explicit cpu_sampler(int samples_a_second);
    ~cpu_sampler();
    cpu_sampler(const cpu_sampler&) = delete;
    cpu_sampler& operator=(const cpu_sampler&) = delete;

    /// Ends the sampling; what was sampled can still be taken.
    void stop() noexcept;

    /// Calls the function for each stack that was sampled since the last call, with the number of periods for which it
    /// stands: more than one if the thread's timer ran out several times before the thread could be interrupted.
    void take(const std::function<void(const captured_stack&, std::int64_t periods)>&);

    /// The samples that found their ring full, and threads that could not be given a timer.
    [[nodiscard]] std::uint64_t lost_samples() const noexcept;
    [[nodiscard]] std::uint64_t unsampled_threads() const noexcept;

private:
    class ring;

    void comes(registered_thread&) noexcept override;
    void goes(registered_thread&) noexcept override;

    const std::int64_t period_; // in nanoseconds
    mutable std::mutex changing_;
    std::vector<std::unique_ptr<ring>> rings_; // also those of threads that have ended
    std::uint64_t unsampled_ = 0;
    bool stopped_ = false;
};

} // namespace plait::detail
