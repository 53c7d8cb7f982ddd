#include <plait/detail/kernel/labels.hpp>

// ThreadSanitizer calls these functions while it makes a report and holds its locks. So they must not be instrumented:
// that would call ThreadSanitizer again.
#ifdef __clang__
#define PLAIT_NOT_INSTRUMENTED __attribute__((disable_sanitizer_instrumentation))
#else
#define PLAIT_NOT_INSTRUMENTED __attribute__((no_sanitize_thread, no_sanitize_address, no_sanitize_undefined))
#endif

namespace plait::detail {

PLAIT_NOT_INSTRUMENTED const labels* labels_in(const binding* innermost) noexcept
{
    while (innermost && innermost->key != &labels::tag)
        innermost = innermost->outer;
    return static_cast<const labels*>(innermost);
}

void labels::take_from(const binding* around) noexcept
{
    if (const labels* texts = labels_in(around)) {
        route = texts->route;
        method = texts->method;
        request = texts->request;
        name = texts->name;
    }
    outer = around;
}

PLAIT_NOT_INSTRUMENTED const labels* current_labels() noexcept
{
    const task* const works_for = current.running ? current.running : current.waiting;
    return labels_in(works_for ? works_for->inherited.values : current.values);
}

PLAIT_NOT_INSTRUMENTED const char* current_label() noexcept
{
    const labels* const set = current_labels();
    return set ? set->route : nullptr;
}

} // namespace plait::detail
