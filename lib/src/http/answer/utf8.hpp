#pragma once

#include <cstddef>
#include <string_view>

namespace plait::http::detail {

/// The number of bytes of the character at the start of the text; 0 if no character is there (table 3-7 of the Unicode
/// Standard).
[[nodiscard]] std::size_t character_size(std::string_view text) noexcept;

} // namespace plait::http::detail
