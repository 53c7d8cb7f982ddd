#pragma once

#include <plait/http/method.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http::detail {

/// A part of a pattern's path, from the most specific kind to the least.
struct pattern_segment {
    enum class kind : std::uint8_t {
        literal, // text, decoded
        slash,   // {$}: the slash at the end and nothing behind it
        integer, // {name:int}
        any,     // {name}
        rest,    // {name...}, or a slash at the end, whose name is empty
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
    /// Throws `std::invalid_argument`. No method: all of them.
    pattern(std::optional<http::method>, std::string_view text);

    std::optional<http::method> method;
    std::string text; // [HOST]/[PATH]
    std::string host; // in small letters
    std::vector<pattern_segment> segments;

    [[nodiscard]] std::string title() const; ///< "GET /items/{id}".
};

[[nodiscard]] bool is_integer(std::string_view) noexcept;
/// Whether that is what the text is without its percent-encoding.
[[nodiscard]] bool is_encoded_integer(std::string_view) noexcept;

/// How the requests that one pattern matches lie to those that another matches.
enum class relation : std::uint8_t { disjoint, same, more_specific, more_general, overlapping };

/// Of two patterns with the same host.
[[nodiscard]] relation compare(const pattern&, const pattern&);

/// A path that two patterns match which are not disjoint.
[[nodiscard]] std::string common_path(const pattern&, const pattern&);

/// "HOST/prefix/path" for a pattern under a prefix, of which one may have a host. Throws `std::invalid_argument`.
[[nodiscard]] std::string mounted(std::string_view prefix, std::string_view pattern);

/// Throws: "route 'GET /a': " and the reason.
[[noreturn]] void refuse_route(std::string_view title, const std::string& why);

} // namespace plait::http::detail
