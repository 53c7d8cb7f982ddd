#include "platform/other_threads.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace plait::platform {

void become_background_thread(const char* name) noexcept
{
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    ::pthread_setname_np(::pthread_self(), name);
}

std::chrono::nanoseconds processor_time(const thread_id& of) noexcept
{
    clockid_t clock{};
    timespec time{};
    if (::pthread_getcpuclockid((pthread_t)of.handle, &clock) != 0 // NOLINT(*-cstyle-cast): see this_thread
        || ::clock_gettime(clock, &time) != 0)
        return std::chrono::nanoseconds(-1);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::uintptr_t lowest_of_stack(const thread_id& of) noexcept
{
    pthread_attr_t read;
    if (::pthread_getattr_np((pthread_t)of.handle, &read) != 0) // NOLINT(*-cstyle-cast): see this_thread
        return 0;
    void* lowest = nullptr;
    std::size_t size = 0;
    const bool known = ::pthread_attr_getstack(&read, &lowest, &size) == 0;
    ::pthread_attr_destroy(&read);
    return known ? reinterpret_cast<std::uintptr_t>(lowest) : 0;
}

// The state is a letter behind the program's name, which stands in brackets. /proc/self/task/N/schedstat would tell for
// how long a thread has waited for a processor, but not every kernel has it.
bool is_blocked(const thread_id& of) noexcept
{
    std::array<char, 64> path{};
    std::snprintf(path.data(), path.size(), "/proc/self/task/%d/stat", of.number);
    const int file = ::open(path.data(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return true;
    std::array<char, 128> text{};
    const ssize_t size = ::read(file, text.data(), text.size() - 1);
    ::close(file);
    const char* const name_end = size > 0 ? std::strrchr(text.data(), ')') : nullptr;
    return !name_end || name_end[1] == '\0' || name_end[2] == 'S' || name_end[2] == 'D';
}

namespace {

enum class step : int { idle, wanted, at_work, done };

// The signal handler reads these, which are written before the step is `wanted`.
constinit std::mutex interrupting;
constinit std::atomic<step> at{step::idle};
constinit std::atomic<int> whom{0};
using interrupting_function = void (*)(const void*, void*);
constinit interrupting_function to_call = nullptr;
constinit void* given = nullptr;
constinit struct sigaction users_own {
};

void pass_on(int signal, siginfo_t* info, void* ucontext)
{
    if ((users_own.sa_flags & SA_SIGINFO) != 0)
        users_own.sa_sigaction(signal, info, ucontext);
    else if (users_own.sa_handler != SIG_DFL && users_own.sa_handler != SIG_IGN)
        users_own.sa_handler(signal);
}

void interrupted(int signal, siginfo_t* info, void* ucontext)
{
    const int before = errno;
    const bool from_here = info->si_code == SI_TKILL && info->si_pid == ::getpid()
                           && whom.load(std::memory_order_acquire) == static_cast<int>(::syscall(SYS_gettid));
    step expected = step::wanted;
    if (!from_here) {
        pass_on(signal, info, ucontext);
    } else if (at.compare_exchange_strong(expected, step::at_work, std::memory_order_acquire)) {
        to_call(ucontext, given);
        at.store(step::done, std::memory_order_release);
    }
    errno = before;
}

/// Waits until the thread has done it. False: it has not begun, and will not.
bool await_done() noexcept
{
    using std::chrono::steady_clock;
    constexpr std::chrono::milliseconds most(50);
    const steady_clock::time_point begun = steady_clock::now();
    while (at.load(std::memory_order_acquire) != step::done) {
        const steady_clock::duration passed = steady_clock::now() - begun;
        step expected = step::wanted;
        if (passed > 2 * most // it is at work still, `at` says so, and no thread is interrupted any more
            || (passed > most && at.compare_exchange_strong(expected, step::idle, std::memory_order_relaxed)))
            return false;
        std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    at.store(step::idle, std::memory_order_relaxed);
    return true;
}

} // namespace

bool interrupt(const thread_id& thread, void (*function)(const void*, void*), void* argument)
{
    const std::lock_guard inside(interrupting);
    if (at.load(std::memory_order_acquire) == step::done) // a thread took very long, the last time
        at.store(step::idle, std::memory_order_relaxed);
    if (at.load(std::memory_order_relaxed) != step::idle)
        return false;

    struct sigaction before {};
    ::sigaction(SIGURG, nullptr, &before);
    if ((before.sa_flags & SA_SIGINFO) == 0
        || before.sa_sigaction != &interrupted) // the program may have put that back
        users_own = before;
    struct sigaction own {};
    own.sa_sigaction = &interrupted;
    own.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    sigemptyset(&own.sa_mask);
    to_call = function;
    given = argument;
    whom.store(thread.number, std::memory_order_release);
    at.store(step::wanted, std::memory_order_release);
    if (::sigaction(SIGURG, &own, nullptr) != 0) {
        at.store(step::idle, std::memory_order_relaxed);
        return false;
    }
    ::syscall(SYS_tgkill, ::getpid(), thread.number, SIGURG); // if it fails, nothing comes, and the time runs out
    const bool called = await_done();

    struct sigaction now {};
    ::sigaction(SIGURG, nullptr, &now);
    if ((now.sa_flags & SA_SIGINFO) != 0 && now.sa_sigaction == &interrupted) // else the user has set one meanwhile
        ::sigaction(SIGURG, &users_own, nullptr);
    return called;
}

} // namespace plait::platform
