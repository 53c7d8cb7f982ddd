#pragma once

#include <plait/http/method.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http::detail {

/// A segment of a pattern's path. The kinds are in order, from the most specific one to the least specific one.
struct pattern_segment {
    enum class kind : std::uint8_t {
        literal, // a text, which is decoded here
        slash,   // {$}: a slash at the end, and nothing behind it
        integer, // {name:int}
        any,     // {name}
        rest,    // {name...}, or a slash at the end of the pattern; then the name is empty
    };
    kind what = kind::literal;
    std::string text; // the literal, or the parameter's name

    [[nodiscard]] bool is_parameter() const noexcept
    {
        return what >= kind::integer && !text.empty();
    }
};

/// A route's method and pattern, taken apart.
struct pattern {
    /// Reads a pattern. Without a method, the pattern is for all methods. Throws `std::invalid_argument` if the text is
    /// wrong.
    pattern(std::optional<http::method>, std::string_view text);

    std::optional<http::method> method;
    std::string text; // [HOST]/[PATH]
    std::string host; // in small letters
    std::vector<pattern_segment> segments;

    [[nodiscard]] std::string title() const; ///< "GET /items/{id}".
};

[[nodiscard]] bool is_integer(std::string_view) noexcept;
/// Whether the text is an integer once its percent-encoding is undone.
[[nodiscard]] bool is_encoded_integer(std::string_view) noexcept;

/// How the requests that one pattern matches relate to those that another one matches.
enum class relation : std::uint8_t { disjoint, same, more_specific, more_general, overlapping };

/// Compares two patterns that have the same host.
[[nodiscard]] relation compare(const pattern&, const pattern&);

/// Returns a path that both patterns match. They must not be disjoint.
[[nodiscard]] std::string common_path(const pattern&, const pattern&);

/// Returns "HOST/prefix/path" for a pattern under a prefix. Throws `std::invalid_argument` if the two have different
/// hosts.
[[nodiscard]] std::string mounted(std::string_view prefix, std::string_view pattern);

/// Throws `std::invalid_argument` with the text "route 'GET /a': " and the reason.
[[noreturn]] void refuse_route(std::string_view title, const std::string& why);

} // namespace plait::http::detail
