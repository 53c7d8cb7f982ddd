#include <plait/detail/kernel/current.hpp>

// ThreadSanitizer calls this function while it makes a report and holds its locks. So the function must not be
// instrumented: that would call ThreadSanitizer again.
#ifdef __clang__
#define PLAIT_NOT_INSTRUMENTED __attribute__((disable_sanitizer_instrumentation))
#else
#define PLAIT_NOT_INSTRUMENTED __attribute__((no_sanitize_thread, no_sanitize_address, no_sanitize_undefined))
#endif

namespace plait::detail {

PLAIT_NOT_INSTRUMENTED const char* current_label() noexcept
{
    const task* running = current.running;
    return running ? running->inherited.label : current.label;
}

} // namespace plait::detail
