#include "platform/descriptors.hpp"

#include <algorithm>

#include <limits.h>
#include <sys/resource.h>

namespace plait::platform {

std::size_t descriptor_limit() noexcept
{
    rlimit now{};
    if (getrlimit(RLIMIT_NOFILE, &now) != 0 || now.rlim_cur == RLIM_INFINITY)
        return 0;
    return static_cast<std::size_t>(now.rlim_cur);
}

void raise_descriptor_limit() noexcept
{
    rlimit wanted{};
    if (getrlimit(RLIMIT_NOFILE, &wanted) != 0 || wanted.rlim_cur == wanted.rlim_max)
        return;
    const rlim_t before = wanted.rlim_cur;
    wanted.rlim_cur = wanted.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &wanted) == 0)
        return;
#ifdef OPEN_MAX // macOS says that there is no hard limit, and accepts no more than OPEN_MAX
    wanted.rlim_cur = std::min<rlim_t>(OPEN_MAX, wanted.rlim_max);
    if (wanted.rlim_cur > before)
        setrlimit(RLIMIT_NOFILE, &wanted);
#else
    static_cast<void>(before);
#endif
}

} // namespace plait::platform
