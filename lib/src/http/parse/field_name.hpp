#pragma once

#include <algorithm>
#include <string_view>

namespace plait::http::detail {

[[nodiscard]] constexpr char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Whether two names of fields are the same. The case of ASCII letters does not matter.
[[nodiscard]] constexpr bool same_name(std::string_view a, std::string_view b) noexcept
{
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// Whether several fields of that name say together what one with all their values would.
[[nodiscard]] inline bool may_repeat(std::string_view name) noexcept
{
    return same_name(name, "Set-Cookie") || same_name(name, "Vary");
}

} // namespace plait::http::detail
