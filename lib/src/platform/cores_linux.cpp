#include "platform/cores.hpp"

#include <thread>

#include <sched.h>

namespace plait::platform {

// std::thread::hardware_concurrency does not heed taskset with every C library, so the kernel is asked.
unsigned usable_cores() noexcept
{
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0)
        return static_cast<unsigned>(CPU_COUNT(&allowed));
    return std::thread::hardware_concurrency();
}

} // namespace plait::platform
