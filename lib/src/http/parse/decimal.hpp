#pragma once

#include <charconv>
#include <string_view>

namespace plait::http::detail {

/// True if all of the text is a decimal number that fits, without a sign, and without zeros before it.
template <class Number>
[[nodiscard]] bool parse_decimal(std::string_view text, Number& to) noexcept
{
    if (text.size() > 1 && text.front() == '0')
        return false;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), to);
    return failed == std::errc() && end == text.data() + text.size() && !text.starts_with('-');
}

} // namespace plait::http::detail
