#include "observe/heap/heap_sampler.hpp"

#include "platform/unwind.hpp"
#include <plait/detail/kernel/frame_pool.hpp>
#include <plait/detail/kernel/pulse.hpp>

#if PLAIT_SAMPLES_HEAP

#include <pthread.h>

#include <cstdlib>
#include <utility>

namespace plait::detail {

constinit thread_local std::uint64_t unsampled_bytes = 0;

namespace {

struct thread_share {
    sample_intervals intervals;
    double rate = 0; // of the interval that runs; 0: nothing is sampled
    bool begun = false;
    bool samples_now = false;
    bool forks = false;
};
constinit thread_local thread_share share;

// A destructor would run before those of other objects, which free what was sampled.
union never_destroyed {
    heap_sampler sampler{};

    constexpr never_destroyed() {} // NOLINT(modernize-use-equals-default): it would be deleted
    never_destroyed(const never_destroyed&) = delete;
    never_destroyed& operator=(const never_destroyed&) = delete;
    ~never_destroyed() {} // NOLINT(modernize-use-equals-default)
};
constinit never_destroyed whole_program;

std::uint64_t seed_of_thread() noexcept
{
    // The address differs between threads, and where addresses are random between runs; the count between threads that
    // have one stack after each other.
    static constinit std::atomic<std::uint64_t> threads{0};
    const std::uint64_t number = threads.fetch_add(1, std::memory_order_relaxed);
    return reinterpret_cast<std::uintptr_t>(&share) + (number << 48);
}

void begin_interval(std::size_t rate) noexcept
{
    constexpr std::uint64_t until_it_looks_again = std::uint64_t{1} << 30;
    share.rate = static_cast<double>(rate);
    unsampled_bytes = rate == 0 ? until_it_looks_again : share.intervals.next(share.rate);
}

} // namespace

heap_sampler& the_heap_sampler() noexcept
{
    return whole_program.sampler;
}

void fork_lock::lock()
{
    if (!share.forks)
        mutex_.lock();
}

void fork_lock::unlock()
{
    if (!share.forks)
        mutex_.unlock();
}

void fork_lock::before_fork()
{
    mutex_.lock();
    share.forks = true;
}

void fork_lock::after_fork()
{
    share.forks = false;
    mutex_.unlock();
}

void heap_sampler::set_rate(std::size_t bytes) noexcept
{
    rate_.store(bytes, std::memory_order_relaxed);
    share.begun = false;
    unsampled_bytes = 0;
}

double heap_sampler::wants(std::size_t size) noexcept
{
    if (!share.begun) {
        share.begun = true;
        share.intervals.seed(seed_of_thread());
        begin_interval(rate_.load(std::memory_order_relaxed));
    }
    if (size < unsampled_bytes) {
        unsampled_bytes -= size;
        return 0;
    }
    const double rate = share.rate;
    begin_interval(rate_.load(std::memory_order_relaxed));
    return share.samples_now ? 0 : rate;
}

void heap_sampler::sample(const void* block, std::size_t size, double rate, const void* caller) noexcept
{
    captured_stack stack;
    capture_without_frames(stack);
    const platform::walked_stack walked = platform::unwind_stack(caller, pulse.end(), stack.frames);
    stack.frame_count = static_cast<std::uint32_t>(walked.frames);
    stack.cut_off = stack.cut_off || walked.cut_off;

    live_sample added{nullptr, sample_weight(size, rate)};
    live_sample replaced;
    const std::lock_guard inside(changing_);
    added.group = &groups_.of(stack);
    added.group->add_allocated(added.weight);
    if (live_.insert(block, added, &replaced))
        added.group->add_in_use(added.weight);
    else
        lost_.fetch_add(1, std::memory_order_relaxed);
    if (replaced.group)
        replaced.group->take_in_use(replaced.weight);
}

void heap_sampler::freed(const void* block) noexcept
{
    if (!block || !live_.may_have(block))
        return;
    live_sample gone;
    const std::lock_guard inside(changing_);
    if (live_.erase(block, gone))
        gone.group->take_in_use(gone.weight);
}

std::int64_t heap_sampler::rate() const noexcept
{
    return static_cast<std::int64_t>(rate_.load(std::memory_order_relaxed));
}

std::uint64_t heap_sampler::lost() const noexcept
{
    return lost_.load(std::memory_order_relaxed);
}

void heap_sampler::visit(const visitor& function)
{
    groups_.visit([&](const stack_group& each, const captured_stack& stack) {
        heap_values values;
        {
            const std::lock_guard inside(changing_);
            values = each.values();
        }
        function(&each, stack, values);
    });
}

void* heap_sampler::allocate(std::size_t size, std::size_t aligned, double rate, const void* caller) noexcept
{
    void* block = nullptr;
    if (::posix_memalign(&block, aligned > alignment ? aligned : alignment, size) != 0)
        return nullptr;
    share.samples_now = true; // what is called here allocates by malloc alone; this holds if some day it does not
    sample(block, size, rate, caller);
    share.samples_now = false;
    return block;
}

const char* heap_sampler::why_not() const noexcept
{
    return nullptr;
}

void heap_sampler::enter() noexcept
{
    linked_heap_samples.store(this);
    frame_pool::use_none(); // so that each frame of a coroutine passes `operator new`
    ::pthread_atfork(
        [] { the_heap_sampler().changing_.before_fork(); }, [] { the_heap_sampler().changing_.after_fork(); },
        [] { the_heap_sampler().changing_.after_fork(); });
}

} // namespace plait::detail

#endif
