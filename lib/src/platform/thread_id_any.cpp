#include "platform/thread_id.hpp"

namespace plait::platform {

thread_id this_thread() noexcept
{
    return {};
}

} // namespace plait::platform
