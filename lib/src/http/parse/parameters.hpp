#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// A parameter behind a media type or a disposition: `name="x"`.
struct parameter {
    std::string_view name;
    std::string_view value; // of a value in quotes, what stands between them, its backslashes included
    bool quoted = false;
};

enum class parameter_progress : std::uint8_t {
    found,
    end,
    wrong, // what comes next is no parameter; `rest` has not moved
};

/// Takes the next parameter off a list such as `; boundary=x; charset="utf-8"` (RFC 9110 section 5.6.6). A parameter may
/// be missing between two semicolons.
///
/// A backslash in quotes stands for itself, unless a quote or another backslash follows. Browsers write file names with
/// backslashes as they are, and old ones write whole paths of Windows; curl puts a backslash before a quote and a
/// backslash.
[[nodiscard]] parameter_progress take_parameter(std::string_view& rest, parameter& to) noexcept;

/// Returns the parameter's value without the backslashes of its quotes.
[[nodiscard]] std::string value_of(const parameter&);

/// What the value of Content-Type says: `text/html; charset=utf-8`.
struct media_type {
    std::string_view name;       // "text/html"; empty if there is none, or if it is malformed
    std::string_view parameters; // what stands behind it
};
[[nodiscard]] media_type split_media_type(std::string_view value) noexcept;

} // namespace plait::http::detail
