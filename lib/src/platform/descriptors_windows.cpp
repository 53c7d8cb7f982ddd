#include "platform/descriptors.hpp"

namespace plait::platform {

std::size_t descriptor_limit() noexcept
{
    return 0;
}

void raise_descriptor_limit() noexcept {}

} // namespace plait::platform
