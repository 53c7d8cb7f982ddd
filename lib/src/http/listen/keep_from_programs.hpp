#pragma once

#include <fcntl.h>

namespace plait::http {

/// Keeps a listening socket from the programs that this one starts. One that lives longer would keep the address taken, and
/// clients that nobody answers.
inline void keep_from_programs(int descriptor) noexcept
{
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

} // namespace plait::http
