#include "platform/waker.hpp"

#include <cerrno>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace plait::platform {

// On a system with 32 bits and large times, the first call would read a small one.
#ifdef SYS_futex_time64
static constexpr long futex_call = sizeof(time_t) > sizeof(long) ? SYS_futex_time64 : SYS_futex;
#else
static constexpr long futex_call = SYS_futex;
#endif

void waker::prepare() noexcept {}

void waker::wait_at_most(std::chrono::nanoseconds time) noexcept
{
    timespec most{};
    most.tv_sec = static_cast<time_t>(time.count() / 1'000'000'000);
    most.tv_nsec = static_cast<long>(time.count() % 1'000'000'000);
    const timespec* const limit = time == std::chrono::nanoseconds::max() ? nullptr : &most;
    while (woken_.exchange(0, std::memory_order_acquire) == 0) {
        static_assert(sizeof(woken_) == 4);
        if (::syscall(futex_call, &woken_, FUTEX_WAIT_PRIVATE, 0U, limit, nullptr, 0) != 0 && errno == ETIMEDOUT)
            return;
    }
}

void waker::wake() noexcept
{
    const int before = errno;
    if (woken_.exchange(1, std::memory_order_release) == 0)
        ::syscall(futex_call, &woken_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    errno = before;
}

} // namespace plait::platform
