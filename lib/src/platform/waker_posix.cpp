#include "platform/waker.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace plait::platform {

// There is no futex, and what the standard library has is not for signal handlers.
void waker::prepare() noexcept
{
    if (pipe_[0] >= 0 || ::pipe(pipe_) != 0)
        return;
    for (const int each : pipe_) {
        ::fcntl(each, F_SETFD, FD_CLOEXEC);
        ::fcntl(each, F_SETFL, O_NONBLOCK);
    }
}

void waker::wait_at_most(std::chrono::nanoseconds time) noexcept
{
    using std::chrono::milliseconds;
    const bool endless =
        time == std::chrono::nanoseconds::max() && pipe_[0] >= 0; // without a pipe it looks every second
    const auto most = std::min(std::chrono::ceil<milliseconds>(time), milliseconds(pipe_[0] >= 0 ? INT_MAX : 1000));
    pollfd ready{.fd = pipe_[0], .events = POLLIN, .revents = 0};
    if (woken_.load(std::memory_order_relaxed) == 0)
        ::poll(&ready, 1, endless ? -1 : static_cast<int>(most.count()));
    char taken[16];
    while (pipe_[0] >= 0 && ::read(pipe_[0], taken, sizeof(taken)) > 0) {
    }
    woken_.exchange(0, std::memory_order_acquire);
}

void waker::wake() noexcept
{
    const int before = errno;
    if (woken_.exchange(1, std::memory_order_release) == 0 && pipe_[1] >= 0)
        static_cast<void>(::write(pipe_[1], "", 1) < 0);
    errno = before;
}

} // namespace plait::platform
