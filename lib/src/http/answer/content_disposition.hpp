#pragma once

#include <string>
#include <string_view>

namespace plait::http::detail {

/// Returns the value of Content-Disposition with which a browser saves an answer as a file of that name: with a name in
/// ASCII, and, where that is not the same, with the name in UTF-8 (RFC 6266, RFC 8187). Throws `std::invalid_argument`
/// for a name that is empty, has a slash, a backslash or a control character, or is not UTF-8.
[[nodiscard]] std::string attachment_value(std::string_view file_name);

} // namespace plait::http::detail
