#pragma once

#include <cstddef>

namespace plait::platform {

/// How many descriptors this process may have; 0 if that is not known, or there is no limit.
[[nodiscard]] std::size_t descriptor_limit() noexcept;

/// Makes it as many as the process may choose.
void raise_descriptor_limit() noexcept;

} // namespace plait::platform
