#pragma once

#include "http/parse/field_name.hpp"

#include <string_view>

namespace plait::http::detail {

constexpr int hex_digit(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char small = lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// Takes the first character off the text and returns it. A `%` with two hexadecimal digits counts as one character,
/// and is decoded. The text must not be empty.
constexpr char take_decoded(std::string_view& text) noexcept
{
    char first = text[0];
    std::size_t size = 1;
    if (first == '%' && text.size() > 2 && hex_digit(text[1]) >= 0 && hex_digit(text[2]) >= 0) {
        first = static_cast<char>(hex_digit(text[1]) * 16 + hex_digit(text[2]));
        size = 3;
    }
    text.remove_prefix(size);
    return first;
}

/// Whether `encoded`, without its percent-encoding, is `plain`.
constexpr bool same_decoded(std::string_view encoded, std::string_view plain) noexcept
{
    for (const char each : plain)
        if (encoded.empty() || take_decoded(encoded) != each)
            return false;
    return encoded.empty();
}

} // namespace plait::http::detail
