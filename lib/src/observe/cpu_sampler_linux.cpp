#include "observe/cpu_sampler.hpp"

#include "platform/stack_walk.hpp"
#include <plait/config.hpp>

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <new>
#include <random>
#include <system_error>
#include <thread>
#include <utility>

#ifndef sigev_notify_thread_id // glibc before 2.38 has no name for it
#define sigev_notify_thread_id _sigev_un._tid
#endif

namespace plait::detail {

/// The samples of one thread. The thread's signal handler is the only writer, and `take` the only reader.
class cpu_sampler::ring {
public:
    ring() = default;
    ring(const ring&) = delete;
    ring& operator=(const ring&) = delete;
    ~ring() { end_timer(); }

    /// Returns false if the system gives no timer: each takes a place of RLIMIT_SIGPENDING.
    [[nodiscard]] bool start_timer(const platform::thread_id& of, std::int64_t first, std::int64_t period) noexcept
    {
        clockid_t processor_time{};
        if (::pthread_getcpuclockid((pthread_t)of.handle, &processor_time) != 0) // NOLINT(*-cstyle-cast): see thread_id
            return false;
        sigevent told{};
        told.sigev_notify = SIGEV_THREAD_ID;
        told.sigev_signo = SIGPROF;
        told.sigev_notify_thread_id = of.number;
        if (::timer_create(processor_time, &told, &timer_) != 0)
            return false;
        has_timer_ = true;
        constexpr std::int64_t second = 1'000'000'000;
        const itimerspec times{{period / second, period % second}, {first / second, first % second}};
        return ::timer_settime(timer_, 0, &times, nullptr) == 0;
    }
    void end_timer() noexcept
    {
        if (std::exchange(has_timer_, false))
            ::timer_delete(timer_);
    }

    void write(const void* ucontext, int overrun) noexcept
    {
        const std::uint32_t end = written_.load(std::memory_order_relaxed);
        if (end - taken_.load(std::memory_order_acquire) == slots_.size()) {
            lost_.fetch_add(1 + static_cast<std::uint32_t>(overrun), std::memory_order_relaxed);
            return;
        }
        slot& next = slots_[end % slots_.size()];
        capture_interrupted(next.stack, ucontext);
        next.periods = 1 + overrun;
        written_.store(end + 1, std::memory_order_release);
    }

    void take(const std::function<void(const captured_stack&, std::int64_t)>& give)
    {
        std::uint32_t begin = taken_.load(std::memory_order_relaxed);
        for (const std::uint32_t end = written_.load(std::memory_order_acquire); begin != end; ++begin) {
            const slot& each = slots_[begin % slots_.size()];
            give(each.stack, each.periods);
            taken_.store(begin + 1, std::memory_order_release);
        }
    }

    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }

private:
    struct slot {
        captured_stack stack;
        std::int64_t periods = 0;
    };

    std::array<slot, 128> slots_;
    std::atomic<std::uint32_t> written_{0};
    std::atomic<std::uint32_t> taken_{0};
    std::atomic<std::uint64_t> lost_{0};
    timer_t timer_{};
    bool has_timer_ = false;
};

namespace {

struct sigaction handler_before; // set once, before the handler is there

using ring_writer = void(void* ring, const void* ucontext, int overrun);
constinit std::atomic<ring_writer*> write_sample{nullptr};

void pass_on(int signal, siginfo_t* told, void* ucontext)
{
    if ((handler_before.sa_flags & SA_SIGINFO) != 0)
        handler_before.sa_sigaction(signal, told, ucontext);
    else if (handler_before.sa_handler != SIG_DFL && handler_before.sa_handler != SIG_IGN)
        handler_before.sa_handler(signal);
}

void on_signal(int signal, siginfo_t* told, void* ucontext)
{
    if (told->si_code != SI_TIMER)
        return pass_on(signal, told, ucontext);
    const int error_before = errno;
    registered_thread* thread = registered_thread::here();
    while (thread && thread->outer())
        thread = thread->outer();
    if (thread) {
        // Both orders are total, so that either this sees that the ring is gone, or `goes` sees that it is used.
        thread->sampled_now.store(true, std::memory_order_seq_cst);
        if (void* const own = thread->samples.load(std::memory_order_seq_cst))
            write_sample.load(std::memory_order_relaxed)(own, ucontext, told->si_overrun);
        thread->sampled_now.store(false, std::memory_order_release);
    }
    errno = error_before;
}

// The handler stays for ever. A signal may be under way when its timer is deleted, and would end the process.
void handle_signal()
{
    static std::once_flag once;
    std::call_once(once, [] {
        struct sigaction wanted {};
        wanted.sa_sigaction = &on_signal;
        wanted.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
        ::sigfillset(&wanted.sa_mask);
        if (::sigaction(SIGPROF, nullptr, &handler_before) != 0 || ::sigaction(SIGPROF, &wanted, nullptr) != 0)
            throw std::system_error(errno, std::generic_category(), "plait: cannot handle SIGPROF");
    });
}

} // namespace

const char* no_cpu_samples() noexcept
{
#if defined(__SANITIZE_THREAD__) && !defined(__clang__)
    return "no CPU profile in a build with g++'s ThreadSanitizer, which delays signals; clang 19's has it";
#elif !PLAIT_HAS_BACKTRACE
    return "no CPU profile: this build is without gcc's libbacktrace, which finds the names of functions";
#else
    if (!platform::can_walk_stacks())
        return "no CPU profile on this processor: plait follows stacks on x86-64 only";
    return nullptr;
#endif
}

cpu_sampler::cpu_sampler(int samples_a_second) : period_(1'000'000'000 / samples_a_second)
{
    platform::know_code();
    handle_signal();
    write_sample.store(
        [](void* own, const void* ucontext, int overrun) { static_cast<ring*>(own)->write(ucontext, overrun); },
        std::memory_order_relaxed);
    enter();
}

cpu_sampler::~cpu_sampler()
{
    stop();
}

void cpu_sampler::stop() noexcept
{
    if (!std::exchange(stopped_, true))
        leave();
}

void cpu_sampler::comes(registered_thread& thread) noexcept
{
    if (thread.outer())
        return; // it is sampled already
    const std::lock_guard inside(changing_);
    try {
        // The first time is random: otherwise a thread that runs for less than a period is never sampled.
        std::minstd_rand random(static_cast<std::minstd_rand::result_type>(
            std::chrono::steady_clock::now().time_since_epoch().count() ^ thread.id.number));
        std::uniform_int_distribution<std::int64_t> first(1, period_);
        ring& own = *rings_.emplace_back(std::make_unique<ring>());
        thread.samples.store(&own, std::memory_order_seq_cst);
        if (!own.start_timer(thread.id, first(random), period_)) {
            thread.samples.store(nullptr, std::memory_order_seq_cst);
            ++unsampled_;
        }
    } catch (const std::bad_alloc&) {
        ++unsampled_;
    }
}

void cpu_sampler::goes(registered_thread& thread) noexcept
{
    if (thread.outer())
        return;
    const std::lock_guard inside(changing_);
    auto* const own = static_cast<ring*>(thread.samples.exchange(nullptr, std::memory_order_seq_cst));
    if (!own)
        return;
    own->end_timer();
    while (thread.sampled_now.load(std::memory_order_seq_cst)) // its handler is at work on another processor
        std::this_thread::yield();
}

void cpu_sampler::take(const std::function<void(const captured_stack&, std::int64_t)>& give)
{
    const std::lock_guard inside(changing_);
    for (const auto& each : rings_)
        each->take(give);
}

std::uint64_t cpu_sampler::lost_samples() const noexcept
{
    const std::lock_guard inside(changing_);
    std::uint64_t all = 0;
    for (const auto& each : rings_)
        all += each->lost();
    return all;
}

std::uint64_t cpu_sampler::unsampled_threads() const noexcept
{
    const std::lock_guard inside(changing_);
    return unsampled_;
}

} // namespace plait::detail
