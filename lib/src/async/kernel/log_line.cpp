#include "async/kernel/log_line.hpp"

#include <algorithm>
#include <cstdint>

namespace plait {

namespace {

bool is_continuation(char c) noexcept
{
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80;
}

/// The number of bytes of the character that the text begins with. It is 0 if there is no valid character, or one that
/// must not be shown as it is: terminals take some for commands, and others end the line or reverse the text behind
/// them.
std::size_t shown_bytes(std::string_view text) noexcept
{
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80)
        return first >= 0x20 && first != 0x7f ? 1 : 0;
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < size
        || !std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(size), is_continuation))
        return 0;
    std::uint32_t code = first & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i)
        code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
    const bool too_long = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    const bool no_character = code > 0x10ffff || (code >= 0xd800 && code < 0xe000);
    const bool control = code < 0xa0 || code == 0x061c || code == 0x200e || code == 0x200f || code == 0xfeff
                         || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return too_long || no_character || control ? 0 : size;
}

/// Whether a text can be read without quotes around it.
bool is_plain(std::string_view text, bool may_have_spaces) noexcept
{
    if (text.empty() || text.front() == ' ' || text.back() == ' ')
        return false;
    while (!text.empty()) {
        const std::size_t size = shown_bytes(text);
        const char c = text.front();
        if (size == 0 || c == '"' || c == '\\' || c == '=' || (c == ' ' && !may_have_spaces))
            return false;
        text.remove_prefix(size);
    }
    return true;
}

} // namespace

log_line::log_line(const log_record& record) noexcept
{
    append_record(record);
}

log_line::log_line(const log_record& record, std::size_t dropped) noexcept
{
    append_time(record.time);
    append(" ");
    append(to_string(record.level));
    append(" ");
    append_record(record);
    if (dropped > 0) {
        append_beyond(" dropped=");
        append_number(dropped, 1);
    }
    append_beyond("\n");
}

void log_line::append_record(const log_record& record) noexcept
{
    append_text(record.message, true);
    for (const log_field& each : record.fields)
        append_field(each.key, each.value);
}

// The text is appended whole or not at all, so that no character is cut in two. A quotation mark, which `append_beyond`
// wrote, may have passed the end already.
void log_line::append(std::string_view text) noexcept
{
    if (!cut_ && size_ + text.size() > longest - kept_for_the_end) {
        cut_ = true;
        append_beyond("...");
    }
    if (!cut_)
        append_beyond(text);
}

void log_line::append_beyond(std::string_view text) noexcept
{
    std::copy(text.begin(), text.end(), text_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += text.size();
}

void log_line::append_number(std::size_t value, std::size_t digits) noexcept
{
    std::array<char, 20> text{};
    std::size_t begin = text.size();
    for (; value > 0 || text.size() - begin < digits; value /= 10)
        text[--begin] = static_cast<char>('0' + value % 10);
    append_beyond({text.data() + begin, text.size() - begin});
}

// The time is written as RFC 3339 says: "2026-11-28T16:44:07.123Z".
void log_line::append_time(std::chrono::system_clock::time_point time) noexcept
{
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss of_day(floor<milliseconds>(time - day));
    append_number(static_cast<std::size_t>(static_cast<int>(date.year())), 4);
    append("-");
    append_number(static_cast<unsigned>(date.month()), 2);
    append("-");
    append_number(static_cast<unsigned>(date.day()), 2);
    append("T");
    append_number(static_cast<std::size_t>(of_day.hours().count()), 2);
    append(":");
    append_number(static_cast<std::size_t>(of_day.minutes().count()), 2);
    append(":");
    append_number(static_cast<std::size_t>(of_day.seconds().count()), 2);
    append(".");
    append_number(static_cast<std::size_t>(of_day.subseconds().count()), 3);
    append("Z");
}

void log_line::append_field(std::string_view key, std::string_view value) noexcept
{
    append(" ");
    append_text(key, false);
    append("=");
    append_text(value, false);
}

void log_line::append_text(std::string_view text, bool may_have_spaces) noexcept
{
    if (is_plain(text, may_have_spaces))
        return append_escaped(text);
    if (cut_)
        return;
    append_beyond("\"");
    append_escaped(text);
    append_beyond("\""); // a text that was cut gets its closing quotation mark, too
}

void log_line::append_escaped(std::string_view text) noexcept
{
    constexpr std::string_view digits = "0123456789abcdef";
    while (!text.empty() && !cut_) {
        const char c = text.front();
        std::size_t taken = shown_bytes(text);
        if (c == '"' || c == '\\') {
            const std::array<char, 2> escaped{'\\', c};
            append({escaped.data(), escaped.size()});
        } else if (taken > 0) {
            append(text.substr(0, taken));
        } else if (c == '\n') {
            append("\\n");
        } else {
            const auto byte = static_cast<unsigned char>(c);
            const std::array<char, 4> escaped{'\\', 'x', digits[byte >> 4U], digits[byte & 0xfU]};
            append({escaped.data(), escaped.size()});
        }
        text.remove_prefix(std::max<std::size_t>(taken, 1));
    }
}

} // namespace plait
