#include "platform/thread_id.hpp"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace plait::platform {

thread_id this_thread() noexcept
{
    // A pthread_t is a number in glibc, and a pointer in musl.
    return {static_cast<int>(::syscall(SYS_gettid)), (std::uintptr_t)::pthread_self()}; // NOLINT(*-cstyle-cast)
}

} // namespace plait::platform
