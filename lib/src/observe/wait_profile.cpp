#include "observe/wait_profile.hpp"

#include "async/join/captured_stack.hpp"
#include "async/kernel/observed_waits.hpp"

#include <utility>

namespace plait::detail {

namespace {

// Loops wait for each other here, while somebody takes such a profile.
std::mutex& profiling_waits()
{
    static std::mutex kept;
    return kept;
}

constinit wait_profile* first_wait_profile = nullptr;

bool is_for_mutex(std::string_view in) noexcept
{
    for (const std::string_view each : {"mutex::", "shared_mutex::", "guarded::"})
        if (in.starts_with(each))
            return true;
    return false;
}

} // namespace

wait_profile::wait_profile(kind wanted) : kind_(wanted), file_(waiting_profile_type())
{
    const std::lock_guard inside(profiling_waits());
    next_ = std::exchange(first_wait_profile, this);
    observed_waits.store(&observe, std::memory_order_release);
}

wait_profile::~wait_profile()
{
    leave();
}

void wait_profile::leave() noexcept
{
    const std::lock_guard inside(profiling_waits());
    for (wait_profile** place = &first_wait_profile; *place; place = &(*place)->next_)
        if (*place == this) {
            *place = next_;
            break;
        }
    if (!first_wait_profile)
        observed_waits.store(nullptr, std::memory_order_release);
}

void wait_profile::observe(const task& waited, const char* in, std::chrono::nanoseconds how_long) noexcept
{
    captured_stack stack;
    capture_suspended(stack, waited);
    const std::lock_guard inside(profiling_waits());
    for (wait_profile* each = first_wait_profile; each; each = each->next_) {
        if (each->kind_ == kind::mutex && !is_for_mutex(in))
            continue;
        try {
            each->file_.add(stack, {1, how_long.count()});
        } catch (const std::exception&) {
            ++each->lost_;
        }
    }
}

std::string wait_profile::finish()
{
    leave();
    if (lost_ > 0)
        file_.comment(std::to_string(lost_) + " waits were lost, as there was no memory");
    file_.covers(began_, std::chrono::steady_clock::now() - began_steadily_);
    return std::move(file_).write();
}

} // namespace plait::detail
