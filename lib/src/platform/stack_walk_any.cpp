#include "platform/stack_walk.hpp"

namespace plait::platform {

bool can_walk_stacks() noexcept
{
    return false;
}

void know_code() {}

registers registers_here() noexcept
{
    return {};
}

registers interrupted_registers(const void*) noexcept
{
    return {};
}

walked_stack walk_stack(const registers&, const void*, std::span<std::uintptr_t>) noexcept
{
    return {};
}

} // namespace plait::platform
