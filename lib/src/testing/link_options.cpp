#include <plait/testing/link_options.hpp>

#include "testing/random.hpp"

#include <stdexcept>

namespace plait::testing {

link_options& link_options::latency(duration least, duration most)
{
    if (least < duration::zero() || most < least)
        throw std::invalid_argument(
            "link_options::latency: give a time of 0 or more, or a range, the shorter time first");
    least_latency_ = least;
    most_latency_ = most;
    return *this;
}

link_options::duration link_options::random_latency(std::minstd_rand& random) const
{
    const auto least = static_cast<std::uint64_t>(least_latency_.count());
    const auto most = static_cast<std::uint64_t>(most_latency_.count());
    return duration(static_cast<duration::rep>(detail::between(least, most, random)));
}

link_options& link_options::short_reads(bool on) noexcept
{
    short_reads_ = on;
    return *this;
}

link_options& link_options::short_writes(bool on) noexcept
{
    short_writes_ = on;
    return *this;
}

link_options& link_options::reset_after(std::size_t bytes) noexcept
{
    most_bytes_ = bytes;
    return *this;
}

link_options& link_options::reset_after(duration age) noexcept
{
    most_age_ = age;
    return *this;
}

link_options& link_options::fuse(testing::fuse& burning) noexcept
{
    fuse_ = &burning;
    return *this;
}

link_options& link_options::capacity(std::size_t bytes) noexcept
{
    capacity_ = bytes;
    return *this;
}

link_options& link_options::connect_timeout(duration value) noexcept
{
    connect_timeout_ = value;
    return *this;
}

} // namespace plait::testing
