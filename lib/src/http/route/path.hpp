#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// What there is to know of a path before its segments are compared.
struct path_survey {
    bool is_encoded = false; // has a '%'
    bool is_clean = true;    // has no segment that is empty, "." or "..", but for the empty one at the end
};

/// Dots count in percent-encoding too, as browsers take "%2e%2e" for "..".
[[nodiscard]] path_survey survey(std::string_view path) noexcept;

/// "/a/b/" for "/a//x/../b/.": without the segments that make a path unclean, as RFC 3986 section 5.2.4 removes them. It
/// begins with one slash.
[[nodiscard]] std::string cleaned(std::string_view path);

/// A path or a query as it may stand in Location: what no URL has, as a % that is no percent-encoding, and what browsers
/// take for a slash, is percent-encoded.
[[nodiscard]] std::string safe_location(std::string_view path);

/// Takes the first segment of "a/b" off, and the slash behind it: `last` says that there was none.
inline std::string_view take_segment(std::string_view& rest, bool& last) noexcept
{
    const std::size_t slash = rest.find('/');
    last = slash == std::string_view::npos;
    const std::string_view segment = rest.substr(0, slash);
    rest.remove_prefix(last ? rest.size() : slash + 1);
    return segment;
}

} // namespace plait::http::detail
