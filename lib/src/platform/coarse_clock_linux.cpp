#include "platform/coarse_clock.hpp"

#include <ctime>

namespace plait::platform {

std::chrono::nanoseconds coarse_time() noexcept
{
    timespec read{};
    clock_gettime(CLOCK_MONOTONIC_COARSE, &read);
    return std::chrono::seconds(read.tv_sec) + std::chrono::nanoseconds(read.tv_nsec);
}

} // namespace plait::platform
