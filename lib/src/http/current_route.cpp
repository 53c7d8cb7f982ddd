#include <plait/http/current_route.hpp>

#include <plait/detail/kernel/current.hpp>

// ThreadSanitizer calls this function while it makes a report and holds its locks. So the function must not be
// instrumented: that would call ThreadSanitizer again.
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
