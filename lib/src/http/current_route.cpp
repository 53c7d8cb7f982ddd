#include <plait/http/current_route.hpp>

#include <plait/detail/kernel/current.hpp>

// What ThreadSanitizer calls while it reports must not come back to it: it holds its locks.
#ifdef __clang__
#define PLAIT_NOT_INSTRUMENTED __attribute__((disable_sanitizer_instrumentation))
#else
#define PLAIT_NOT_INSTRUMENTED __attribute__((no_sanitize_thread, no_sanitize_address, no_sanitize_undefined))
#endif

namespace plait::http {

PLAIT_NOT_INSTRUMENTED const char* current_route() noexcept
{
    const plait::detail::task* running = plait::detail::current.running;
    return running ? running->inherited.label : plait::detail::current.label;
}

} // namespace plait::http
