#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// A field as `response::field_lines` has it. It throws what `response::set` throws.
[[nodiscard]] std::string field_line(std::string_view name, std::string_view value);

/// Erases the lines of that name whose values begin so.
void erase_lines(std::string& lines, std::string_view name, std::string_view beginning = {}) noexcept;

/// The value of the first line of that name.
[[nodiscard]] std::optional<std::string_view> value_in(std::string_view lines, std::string_view name) noexcept;

} // namespace plait::http::detail
