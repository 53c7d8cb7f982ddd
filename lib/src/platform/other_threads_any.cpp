#include "platform/other_threads.hpp"

namespace plait::platform {

void become_background_thread(const char*) noexcept {}

std::chrono::nanoseconds processor_time(const thread_id&) noexcept
{
    return std::chrono::nanoseconds(-1);
}

bool is_blocked(const thread_id&) noexcept
{
    return true;
}

std::uintptr_t lowest_of_stack(const thread_id&) noexcept
{
    return 0;
}

bool interrupt(const thread_id&, void (*)(const void*, void*), void*)
{
    return false;
}

} // namespace plait::platform
