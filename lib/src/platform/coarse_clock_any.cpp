#include "platform/coarse_clock.hpp"

namespace plait::platform {

std::chrono::nanoseconds coarse_time() noexcept
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

} // namespace plait::platform
