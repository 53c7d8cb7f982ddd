#include <plait/detail/kernel/giving_way.hpp>

namespace plait::detail {

bool ran_for_long() noexcept
{
    constexpr clock::duration long_enough = std::chrono::milliseconds(2);
    if (current.virtual_now || !current.owner)
        return false;
    const clock::time_point now = clock::coarse_now();
    if (now - current.gave_way < long_enough)
        return false;
    current.gave_way = now;
    return true;
}

} // namespace plait::detail
