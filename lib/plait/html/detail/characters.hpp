#pragma once

#include <cstddef>
#include <string_view>

namespace plait::detail {

// These functions take the ASCII letters alone for letters, as HTML does, and may be called while compiling. The loops
// are their own: std::char_traits of g++ 12 fails there (gcc#113200), and a call for each character costs compile time.

[[nodiscard]] constexpr bool is_html_space(char c) noexcept
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

[[nodiscard]] constexpr char to_lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] constexpr bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

[[nodiscard]] constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// What the names of a template's language and the words of CSS and JavaScript consist of.
[[nodiscard]] constexpr bool is_word(char c) noexcept
{
    return is_letter(c) || is_digit(c) || c == '_';
}

[[nodiscard]] constexpr bool is_hex(char c) noexcept
{
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f');
}

[[nodiscard]] constexpr std::string_view slice(const char* begin, const char* end) noexcept
{
    return {begin, static_cast<std::size_t>(end - begin)};
}

/// Where a text stands, for a failure to name.
[[nodiscard]] constexpr const char* place_of(std::string_view text) noexcept
{
    return text.data();
}

[[nodiscard]] constexpr bool same_text(std::string_view left, std::string_view right) noexcept
{
    if (left.size() != right.size())
        return false;
    const char* a = left.data();
    const char* b = right.data();
    for (std::size_t i = 0; i < left.size(); ++i)
        if (a[i] != b[i])
            return false;
    return true;
}

/// Whether a text is that name. The name is written in small letters; the case of the text's letters does not matter.
[[nodiscard]] constexpr bool is_name(std::string_view text, std::string_view name) noexcept
{
    if (text.size() != name.size())
        return false;
    const char* a = text.data();
    const char* b = name.data();
    for (std::size_t i = 0; i < name.size(); ++i)
        if (to_lower(a[i]) != b[i])
            return false;
    return true;
}

[[nodiscard]] constexpr bool starts_with_name(const char* at, const char* end, std::string_view name) noexcept
{
    return static_cast<std::size_t>(end - at) >= name.size() && is_name({at, name.size()}, name);
}

/// Whether a list of names with a space between each contains the text, whatever the case of its letters.
[[nodiscard]] constexpr bool is_in_list(std::string_view text, std::string_view names) noexcept
{
    const char* at = names.data();
    const char* const end = at + names.size();
    while (at != end) {
        const char* const begin = at;
        while (at != end && *at != ' ')
            ++at;
        if (is_name(text, slice(begin, at)))
            return true;
        if (at != end)
            ++at;
    }
    return false;
}

[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept
{
    const char* begin = text.data();
    const char* end = begin + text.size();
    while (begin != end && is_html_space(*begin))
        ++begin;
    while (begin != end && is_html_space(end[-1]))
        --end;
    return slice(begin, end);
}

} // namespace plait::detail
