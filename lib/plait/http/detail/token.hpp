#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <array>
#include <string_view>

namespace plait::http::detail {

inline constexpr std::array<bool, 256> token_characters = [] {
    std::array<bool, 256> table{};
    for (const char each :
         std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~"))
        table[static_cast<unsigned char>(each)] = true;
    return table;
}();

/// Whether the character is a tchar of RFC 9110 section 5.6.2. Methods and the names of fields are made of these.
[[nodiscard]] constexpr bool is_token_char(char c) noexcept
{
    return token_characters[static_cast<unsigned char>(c)];
}

[[nodiscard]] constexpr bool is_token(std::string_view text) noexcept
{
    for (const char each : text) // a loop, as <algorithm> would cost each file with a handler 8 MB
        if (!is_token_char(each))
            return false;
    return !text.empty();
}

/// Whether the character must not stand in the value of a field. A line break there would begin another field, or even
/// another message.
[[nodiscard]] constexpr bool is_control(char c) noexcept
{
    const auto code = static_cast<unsigned char>(c);
    return (code < 0x20 && c != '\t') || code == 0x7f;
}

[[nodiscard]] constexpr bool is_field_value(std::string_view text) noexcept
{
    for (const char each : text)
        if (is_control(each))
            return false;
    return true;
}

[[nodiscard]] constexpr bool is_blank(char c) noexcept
{
    return c == ' ' || c == '\t';
}

/// Returns the text without the white space around it.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Calls use(element) for each element that is not empty: for "a" and "b" of the list "a,, b" (RFC 9110 section 5.6.1).
/// It is meant for fields whose elements are tokens. A comma in quotes ends an element here too; neither half is a
/// token then.
template <class Use>
constexpr void for_each_element(std::string_view list, Use use)
{
    while (!list.empty()) {
        const std::string_view element = list.substr(0, list.find(','));
        list.remove_prefix(std::min(element.size() + 1, list.size()));
        if (const std::string_view text = trimmed(element); !text.empty())
            use(text);
    }
}

} // namespace plait::http::detail
