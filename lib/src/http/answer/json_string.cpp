#include "http/answer/json_string.hpp"

#include <array>
#include <cstddef>

namespace plait::http::detail {

namespace {

// The characters of ASCII that stand for themselves in a string of JSON.
constexpr auto plain = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0x20; c < 0x7f; ++c)
        table[c] = c != '"' && c != '\\';
    return table;
}();

bool is_plain(char c) noexcept
{
    return plain[static_cast<unsigned char>(c)];
}

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

void append_escape(std::string& out, char c)
{
    constexpr std::string_view named = "\"\\\b\f\n\r\t";
    constexpr std::string_view names = "\"\\bfnrt";
    constexpr std::string_view digits = "0123456789abcdef";
    const auto code = static_cast<unsigned char>(c);
    const std::size_t index = named.find(c);
    out += '\\';
    if (index != std::string_view::npos)
        out += names[index];
    else
        ((out += "u00") += digits[code >> 4]) += digits[code & 15];
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    std::size_t begin = 0; // of what is not yet written
    for (std::size_t at = 0; at < text.size();) {
        if (is_plain(text[at])) {
            ++at;
            continue;
        }
        const std::size_t size = character_size(text.substr(at));
        if (size > 1) {
            at += size;
            continue;
        }
        out.append(text, begin, at - begin);
        if (size == 1)
            append_escape(out, text[at]);
        else
            out += "\xef\xbf\xbd";
        begin = ++at;
    }
    out.append(text, begin) += '"';
}

} // namespace plait::http::detail
