#include "http/answer/json_string.hpp"

#include <algorithm>
#include <cstddef>

namespace plait::http::detail {

namespace {

/// The number of bytes of the character at the start of the text; 0 if no character is there (table 3-7 of the Unicode
/// Standard).
std::size_t character_size(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    const auto first = byte(0);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
    // The second byte has a smaller range behind these, or the character would be too long, a surrogate, or too large.
    const auto least = first == 0xe0 ? 0xa0U : first == 0xf0 ? 0x90U : 0x80U;
    const auto most = first == 0xed ? 0x9fU : first == 0xf4 ? 0x8fU : 0xbfU;
    if (size > 1 && (byte(1) < least || byte(1) > most))
        return 0;
    for (std::size_t at = 2; at < size; ++at)
        if (byte(at) < 0x80 || byte(at) > 0xbf)
            return 0;
    return size;
}

void append_control(std::string& out, char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    const auto code = static_cast<unsigned char>(c);
    out.append("\\u00");
    out += digits[code >> 4];
    out += digits[code & 15];
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    while (!text.empty()) {
        const char c = text.front();
        const std::size_t size = character_size(text);
        if (size == 0)
            out += "\xef\xbf\xbd";
        else if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (c == '\n')
            out += "\\n";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            append_control(out, c);
        else
            out += text.substr(0, size);
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    out += '"';
}

} // namespace plait::http::detail
