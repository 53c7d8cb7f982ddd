#include "http/answer/json_string.hpp"

#include "http/answer/utf8.hpp"

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
