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

} // namespace plait::http::detail
