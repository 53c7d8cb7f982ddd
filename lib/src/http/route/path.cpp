#include "http/route/path.hpp"

#include "http/answer/append_encoded.hpp"
#include "http/parse/percent.hpp"

namespace plait::http::detail {

namespace {

bool is_dot(std::string_view segment) noexcept
{
    return same_decoded(segment, ".");
}

bool is_two_dots(std::string_view segment) noexcept
{
    return same_decoded(segment, "..");
}

} // namespace

path_survey survey(std::string_view path) noexcept
{
    path_survey seen;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] > '/') [[likely]] // letters, digits and others that need no check
            continue;
        if (path[i] == '%')
            seen.is_encoded = true;
        if (path[i] != '/' || i + 1 == path.size())
            continue;
        const char next = path[i + 1];
        if (next == '/')
            seen.is_clean = false;
        if (next != '.' && next != '%')
            continue;
        const std::string_view rest = path.substr(i + 1);
        const std::string_view segment = rest.substr(0, rest.find('/'));
        if (is_dot(segment) || is_two_dots(segment))
            seen.is_clean = false;
    }
    return seen;
}

std::string cleaned(std::string_view path)
{
    std::string clean;
    std::string_view rest = path.substr(1);
    bool ends_in_slash = false;
    for (bool last = false; !last;) {
        const std::string_view segment = take_segment(rest, last);
        const bool up = is_two_dots(segment);
        ends_in_slash = segment.empty() || up || is_dot(segment);
        if (!ends_in_slash)
            clean.append("/").append(segment);
        else if (up && !clean.empty())
            clean.resize(clean.rfind('/'));
    }
    if (ends_in_slash)
        clean += '/';
    return clean;
}

std::string safe_location(std::string_view path)
{
    std::string safe;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char each = path[i];
        const auto byte = static_cast<unsigned char>(each);
        const bool is_stray =
            each == '%' && (path.size() - i < 3 || hex_digit(path[i + 1]) < 0 || hex_digit(path[i + 2]) < 0);
        const bool is_safe =
            byte > 0x20 && byte < 0x7f && std::string_view("\\\"<>[]^`{|}").find(each) == std::string_view::npos;
        if (is_safe && !is_stray)
            safe += each;
        else
            append_encoded(safe, each);
    }
    return safe;
}

} // namespace plait::http::detail
