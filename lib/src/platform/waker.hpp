#pragma once

#include <atomic>
#include <chrono>

namespace plait::platform {

/// Lets one thread sleep until another one, or a signal handler, wakes it. A wake-up that comes before the sleep is kept,
/// so that none is lost.
class waker {
public:
    constexpr waker() noexcept = default;
    waker(const waker&) = delete;
    waker& operator=(const waker&) = delete;

    /// Is called once, before the other two are.
    void prepare() noexcept;

    /// Sleeps until it is woken. What was done before `wake` is seen after this returns.
    void wait() noexcept { wait_at_most(std::chrono::nanoseconds::max()); }
    void wait_at_most(std::chrono::nanoseconds) noexcept;

    /// Is safe on any thread, and in a signal handler on POSIX systems.
    void wake() noexcept;

private:
    std::atomic<unsigned> woken_{0};
    [[maybe_unused]] int pipe_[2] = {-1, -1};
};

} // namespace plait::platform
