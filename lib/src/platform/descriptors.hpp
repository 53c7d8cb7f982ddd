#pragma once

#include <cstddef>

namespace plait::platform {

/// The number of descriptors that this process may have; 0 if it is not known, or there is no limit.
[[nodiscard]] std::size_t descriptor_limit() noexcept;

/// Raises that number as far as the process may raise it by itself.
void raise_descriptor_limit() noexcept;

} // namespace plait::platform
