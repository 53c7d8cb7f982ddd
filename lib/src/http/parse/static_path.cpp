#include "http/parse/static_path.hpp"

#include "http/answer/utf8.hpp"
#include "http/parse/device_name.hpp"
#include "http/parse/percent.hpp"

#include <cstddef>

namespace plait::http::detail {

namespace {

bool has_only_characters(std::string_view segment) noexcept
{
    while (!segment.empty()) {
        const std::size_t size = character_size(segment);
        const auto first = static_cast<unsigned char>(segment.front());
        if (size == 0 || first < 0x20 || first == 0x7f || first == '/' || first == '\\')
            return false;
        segment.remove_prefix(size);
    }
    return true;
}

bool is_other_name_on_windows(std::string_view segment) noexcept
{
    const std::size_t tilde = segment.find('~');
    const bool is_short = tilde != std::string_view::npos && tilde + 1 < segment.size() && segment[tilde + 1] >= '0'
                          && segment[tilde + 1] <= '9';
    return is_short || segment.find_first_of(":<>\"|?*") != std::string_view::npos || segment.ends_with('.')
           || segment.ends_with(' ') || is_device_name(segment);
}

bool may_be_served(std::string_view segment, bool dot_files, bool for_windows) noexcept
{
    if (segment.empty() || segment == "." || segment == ".." || (segment.starts_with('.') && !dot_files))
        return false;
    return has_only_characters(segment) && !(for_windows && is_other_name_on_windows(segment));
}

} // namespace

std::optional<std::string> static_path(std::string_view encoded, bool dot_files, bool for_windows)
{
    std::string path;
    path.reserve(encoded.size());
    for (bool last = encoded.empty(); !last;) {
        const std::size_t slash = encoded.find('/');
        last = slash == std::string_view::npos || slash + 1 == encoded.size();
        std::string_view segment = encoded.substr(0, slash);
        encoded.remove_prefix(slash == std::string_view::npos ? encoded.size() : slash + 1);
        const std::size_t begin = path.size();
        while (!segment.empty())
            path += take_decoded(segment);
        if (!may_be_served(std::string_view(path).substr(begin), dot_files, for_windows))
            return std::nullopt;
        if (slash != std::string_view::npos)
            path += '/';
    }
    return path;
}

} // namespace plait::http::detail
