#pragma once

#include <charconv>
#include <string_view>

namespace plait::http::detail {

/// Reads a decimal number. Returns false unless the whole text is one that `Number` can hold, without a sign and
/// without leading zeros.
template <class Number>
[[nodiscard]] bool parse_decimal(std::string_view text, Number& to) noexcept
{
    if (text.size() > 1 && text.front() == '0')
        return false;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), to);
    return failed == std::errc() && end == text.data() + text.size() && !text.starts_with('-');
}

} // namespace plait::http::detail
