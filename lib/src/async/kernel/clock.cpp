#include <plait/clock.hpp>

#include "platform/coarse_clock.hpp"

#include <plait/detail/kernel/current.hpp>
#include <plait/detail/kernel/timer_queue.hpp>

namespace plait {

clock::time_point clock::now() noexcept
{
    if (detail::current.virtual_now)
        return *detail::current.virtual_now;
    return time_point(std::chrono::steady_clock::now().time_since_epoch());
}

clock::time_point clock::coarse_now() noexcept
{
    if (detail::current.virtual_now)
        return *detail::current.virtual_now;
    return time_point(platform::coarse_time());
}

std::chrono::system_clock::time_point clock::wall_now() noexcept
{
    using std::chrono::system_clock;
    if (!detail::current.virtual_now)
        return system_clock::now();
    constexpr std::chrono::sys_days start = std::chrono::year(2000) / std::chrono::January / 1;
    const time_point now = detail::later(*detail::current.virtual_now, start.time_since_epoch());
    return system_clock::time_point(std::chrono::duration_cast<system_clock::duration>(now.time_since_epoch()));
}

} // namespace plait
