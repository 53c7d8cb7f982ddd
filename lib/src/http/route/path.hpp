#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// What must be known of a path before its segments are compared.
struct path_survey {
    bool is_encoded = false; // the path has a '%'
    bool is_clean = true;    // the path has no segment that is empty (except at its end), "." or ".."
};

/// Looks at each character of a path once. Percent-encoded dots count as dots, as browsers take "%2e%2e" for "..".
[[nodiscard]] path_survey survey(std::string_view path) noexcept;

/// Returns the path without the segments that make it unclean: "/a/b/" for "/a//x/../b/.". It removes them as RFC 3986
/// section 5.2.4 does. The result begins with one slash.
[[nodiscard]] std::string cleaned(std::string_view path);

/// Returns a path or a query as it may stand in Location. It percent-encodes the characters that no URL has, such as a
/// % that is no percent-encoding, and those that browsers take for a slash.
[[nodiscard]] std::string safe_location(std::string_view path);

/// Takes the first segment of a text such as "a/b" off, with the slash behind it, and returns the segment. `last` says
/// that there was no slash.
inline std::string_view take_segment(std::string_view& rest, bool& last) noexcept
{
    const std::size_t slash = rest.find('/');
    last = slash == std::string_view::npos;
    const std::string_view segment = rest.substr(0, slash);
    rest.remove_prefix(last ? rest.size() : slash + 1);
    return segment;
}

} // namespace plait::http::detail
