#pragma once

#include <cstddef>
#include <string_view>

namespace plait::platform {

/// Writes the text to standard error as far as that does not have to wait for the reader. Returns the number of bytes
/// written. One thread at a time may call this.
[[nodiscard]] std::size_t write_to_standard_error(std::string_view) noexcept;

} // namespace plait::platform
