#include "html/append_escaped.hpp"

#include <plait/html/detail/characters.hpp>
#include <plait/html/detail/url_machine.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace plait::detail {

namespace {

// What stands in a page in place of a value that cannot be made safe.
constexpr std::string_view refused_url = "about:invalid#refused-by-plait";
constexpr std::string_view refused_css = "refused-by-plait";

using byte_table = std::array<unsigned char, 256>;

constexpr byte_table table_of(std::string_view bytes, unsigned char value)
{
    byte_table table{};
    for (const char each : bytes)
        table[static_cast<unsigned char>(each)] = value;
    return table;
}

constexpr std::string_view letters_and_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

// What stands in HTML for a character, at the number that the table has for it. 0: the character itself.
struct reference {
    char text[8];
    std::size_t length;
};
constexpr reference references[] = {{"", 0}, {"&amp;", 5}, {"&lt;", 4}, {"&gt;", 4}, {"&quot;", 6}, {"&#39;", 5}};

constexpr byte_table references_of_bytes = [] {
    byte_table table{};
    for (unsigned char i = 0; i < 5; ++i)
        table[static_cast<unsigned char>("&<>\"'"[i])] = static_cast<unsigned char>(i + 1);
    return table;
}();

constexpr byte_table unreserved = [] {
    byte_table table = table_of(letters_and_digits, 1);
    for (const char each : std::string_view("-._~"))
        table[static_cast<unsigned char>(each)] = 1;
    return table;
}();

// The rest of a URL keeps what may have a meaning there, and % where it stands for a byte that is encoded already.
constexpr byte_table kept_in_url = [] {
    byte_table table = unreserved;
    for (const char each : std::string_view("!#$*+,/:;=?@[]"))
        table[static_cast<unsigned char>(each)] = 1;
    return table;
}();

constexpr byte_table plain_css = [] {
    byte_table table = table_of(letters_and_digits, 1);
    for (const char each : std::string_view(" #%.,+-_"))
        table[static_cast<unsigned char>(each)] = 1;
    for (int each = 0x80; each < 256; ++each)
        table[static_cast<std::size_t>(each)] = 1;
    return table;
}();

bool has_allowed_scheme(std::string_view url)
{
    std::size_t end = 0;
    while (end != url.size() && url[end] != ':' && url[end] != '/' && url[end] != '?' && url[end] != '#'
           && url[end] != '\\')
        ++end;
    if (end == url.size() || url[end] != ':')
        return true; // it has no scheme
    return is_in_list(url.substr(0, end), allowed_schemes);
}

// A value is written in parts of this size, as room is made for the longest that a part can become.
constexpr std::size_t part_size = 128;

template <class Write>
void in_parts(text_output& out, std::string_view text, std::size_t longest, Write write)
{
    for (std::size_t begin = 0; begin < text.size(); begin += part_size) {
        const std::size_t end = std::min(begin + part_size, text.size());
        char* to = out.space(longest * (end - begin));
        for (std::size_t at = begin; at != end; ++at)
            to = write(to, at);
        out.written(to);
    }
}

char* put_text(char* to, std::string_view text)
{
    return std::copy(text.begin(), text.end(), to);
}

char* put_percent(char* to, unsigned char byte)
{
    *to++ = '%';
    *to++ = hex_digits[byte >> 4];
    *to++ = hex_digits[byte & 15];
    return to;
}

void append_kept(text_output& out, std::string_view url)
{
    in_parts(out, url, 5, [&](char* to, std::size_t at) {
        const auto byte = static_cast<unsigned char>(url[at]);
        if (kept_in_url[byte]) [[likely]] {
            *to = url[at];
            return to + 1;
        }
        if (byte == '&')
            return put_text(to, "&amp;");
        if (byte == '%' && at + 2 < url.size() && is_hex(url[at + 1]) && is_hex(url[at + 2])) {
            *to = '%';
            return to + 1;
        }
        return put_percent(to, byte);
    });
}

void append_component(text_output& out, std::string_view text)
{
    in_parts(out, text, 3, [&](char* to, std::size_t at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (!unreserved[byte])
            return put_percent(to, byte);
        *to = text[at];
        return to + 1;
    });
}

// Letters in which a name that runs code would be written.
bool runs_code(std::string_view css)
{
    std::string_view forbidden[] = {"expression", "mozbinding", "behavior", "javascript"};
    for (const std::string_view each : forbidden) {
        std::size_t matched = 0;
        for (const char c : css) {
            if (!is_letter(c))
                continue;
            matched = to_lower(c) == each[matched] ? matched + 1 : to_lower(c) == each[0] ? 1 : 0;
            if (matched == each.size())
                return true;
        }
    }
    return false;
}

} // namespace

void append_html(text_output& out, std::string_view text)
{
    // Room is made for what is left, and for a reference when there is one, as most values have none.
    const char* at = text.data();
    const char* const end = at + text.size();
    char* to = out.space(text.size());
    for (; at != end; ++at) {
        const unsigned char which = references_of_bytes[static_cast<unsigned char>(*at)];
        if (which == 0) [[likely]] {
            *to++ = *at;
            continue;
        }
        const reference& made = references[which];
        const auto left = static_cast<std::size_t>(end - at);
        if (out.room_behind(to) < left + sizeof made.text) [[unlikely]] {
            out.written(to);
            to = out.space(2 * left + sizeof made.text); // as more references may follow
        }
        std::memcpy(to, made.text, sizeof made.text); // a fixed number of bytes, which is no call
        to += made.length;
    }
    out.written(to);
}

void append_url(text_output& out, std::string_view url, escaper how)
{
    switch (how) {
    case escaper::url_component:
        return append_component(out, url);
    case escaper::code_component:
        // Nothing between slashes may lead to another folder.
        if (url.find("..") != std::string_view::npos || url == ".")
            out += "refused-by-plait";
        else
            append_component(out, url);
        return;
    case escaper::url:
        if (!has_allowed_scheme(url))
            out += refused_url;
        else
            append_kept(out, url);
        return;
    case escaper::url_after_slash:
        if (!url.empty() && (url[0] == '/' || url[0] == '\\')) {
            out += url[0] == '/' ? "%2F" : "%5C";
            url.remove_prefix(1);
        }
        [[fallthrough]];
    default:
        append_kept(out, url);
    }
}

void append_srcset(text_output& out, std::string_view candidates)
{
    while (true) {
        const std::size_t comma = candidates.find(',');
        const std::string_view each = candidates.substr(0, comma);
        // The white space around a URL stays, and so does what follows it, such as 2x.
        std::size_t begin = 0;
        while (begin != each.size() && is_html_space(each[begin]))
            ++begin;
        std::size_t end = begin;
        while (end != each.size() && !is_html_space(each[end]))
            ++end;
        bool is_plain = true;
        for (const char c : each.substr(end))
            is_plain = is_plain && (is_html_space(c) || is_word(c) || c == '.');
        const std::string_view url = each.substr(begin, end - begin);
        if (is_plain && has_allowed_scheme(url)) {
            out += each.substr(0, begin);
            append_kept(out, url);
            out += each.substr(end);
        } else {
            out += refused_url;
        }
        if (comma == std::string_view::npos)
            return;
        out += ',';
        candidates.remove_prefix(comma + 1);
    }
}

void append_css(text_output& out, std::string_view value)
{
    bool is_plain = !runs_code(value);
    for (const char each : value)
        is_plain = is_plain && plain_css[static_cast<unsigned char>(each)];
    out += is_plain ? value : refused_css;
}

void append_trusted_css(text_output& out, std::string_view value, escaper how)
{
    if (how == escaper::css_attribute)
        return append_html(out, value);
    for (const char each : value) {
        if (each == '<')
            out += "\\3c ";
        else
            out += each;
    }
}

} // namespace plait::detail
