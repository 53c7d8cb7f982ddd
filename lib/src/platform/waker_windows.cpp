#include "platform/waker.hpp"

#include <condition_variable>
#include <mutex>

namespace plait::platform {

static std::mutex waking;
static std::condition_variable woken_up;

void waker::prepare() noexcept {}

void waker::wait_at_most(std::chrono::nanoseconds time) noexcept
{
    std::unique_lock inside(waking);
    auto woken = [this] { return woken_.exchange(0, std::memory_order_acquire) != 0; };
    if (time == std::chrono::nanoseconds::max())
        woken_up.wait(inside, woken);
    else
        woken_up.wait_for(inside, time, woken);
}

void waker::wake() noexcept
{
    const std::lock_guard inside(waking);
    woken_.store(1, std::memory_order_release);
    woken_up.notify_all();
}

} // namespace plait::platform
