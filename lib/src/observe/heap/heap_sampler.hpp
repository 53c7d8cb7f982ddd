#pragma once

#include "observe/heap/live_table.hpp"
#include "observe/heap/samples_heap.hpp"
#include "observe/heap/stack_groups.hpp"
#include "observe/heap_hook.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

#if PLAIT_SAMPLES_HEAP

namespace plait::detail {

/// A lock that a thread takes around `fork`, and may then take again: handlers of others allocate there. No process is
/// forked while its data are half changed.
class fork_lock {
public:
    void lock();
    void unlock();
    void before_fork();
    void after_fork(); // in the parent and in the child

private:
    std::mutex mutex_;
};

/// Keeps the samples. There is one object, which is there before any other of the program, and after all of them.
class heap_sampler final : public heap_samples {
public:
    /// Sampled blocks begin at a multiple of it, and few others do: so most that are freed can be told by the address.
    static constexpr std::size_t alignment = 4096;
    static constexpr std::size_t usual_rate = std::size_t{512} * 1024;

    constexpr heap_sampler() = default;

    /// 0: nothing is sampled.
    void set_rate(std::size_t) noexcept;

    /// Is called for an allocation that may be sampled, since the thread's interval is over. It returns the rate at which
    /// it is; 0: it is not.
    [[nodiscard]] double wants(std::size_t size) noexcept;

    /// Allocates a block, and samples it. `caller` is where `operator new` returns to. It returns null if there is no
    /// memory.
    [[nodiscard]] void* allocate(std::size_t size, std::size_t aligned, double rate, const void* caller) noexcept;

    /// Is called for each such block before it is freed, and for others.
    void freed(const void* block) noexcept;

    [[nodiscard]] const char* why_not() const noexcept override;
    [[nodiscard]] std::int64_t rate() const noexcept override;
    [[nodiscard]] std::uint64_t lost() const noexcept override;
    void visit(const visitor&) override;

    /// Makes the object known to the library, when the program starts.
    void enter() noexcept;

private:
    void sample(const void* block, std::size_t size, double rate, const void* caller) noexcept;

    fork_lock changing_;
    std::atomic<std::size_t> rate_{usual_rate};
    live_table live_;
    stack_groups groups_;
    std::atomic<std::uint64_t> lost_{0};
};

/// The bytes that this thread may still allocate before it must ask what is sampled. 0: it has never asked.
extern constinit thread_local std::uint64_t unsampled_bytes;

/// The one object. Its destructor never runs.
[[nodiscard]] heap_sampler& the_heap_sampler() noexcept;

} // namespace plait::detail

#endif
