#pragma once

#include <cstddef>
#include <string_view>

namespace plait::platform {

/// Writes it to standard error as far as that does not wait for who reads. Returns how much that was. One thread at a
/// time.
[[nodiscard]] std::size_t write_to_standard_error(std::string_view) noexcept;

} // namespace plait::platform
