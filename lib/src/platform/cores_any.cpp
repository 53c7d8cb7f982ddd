#include "platform/cores.hpp"

#include <thread>

namespace plait::platform {

unsigned usable_cores() noexcept
{
    return std::thread::hardware_concurrency();
}

} // namespace plait::platform
