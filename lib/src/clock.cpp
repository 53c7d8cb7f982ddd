#include <plait/clock.hpp>

#include <plait/detail/current.hpp>

#include <ctime>

namespace plait {

clock::time_point clock::now() noexcept
{
    if (detail::current.virtual_now)
        return *detail::current.virtual_now;
    return time_point(std::chrono::steady_clock::now().time_since_epoch());
}

clock::time_point clock::coarse_now() noexcept
{
#ifdef CLOCK_MONOTONIC_COARSE
    if (!detail::current.virtual_now) {
        timespec read{};
        clock_gettime(CLOCK_MONOTONIC_COARSE, &read);
        return time_point(std::chrono::seconds(read.tv_sec) + std::chrono::nanoseconds(read.tv_nsec));
    }
#endif
    return now();
}

std::chrono::system_clock::time_point clock::wall_now() noexcept
{
    using std::chrono::system_clock;
    if (!detail::current.virtual_now)
        return system_clock::now();
    constexpr std::chrono::sys_days start = std::chrono::year(2000) / std::chrono::January / 1;
    return system_clock::time_point(start)
           + std::chrono::duration_cast<system_clock::duration>(detail::current.virtual_now->time_since_epoch());
}

} // namespace plait
