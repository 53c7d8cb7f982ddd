#include "platform/unwind.hpp"

namespace plait::platform {

walked_stack unwind_stack(const void*, const void*, std::span<std::uintptr_t>) noexcept
{
    return {};
}

} // namespace plait::platform
