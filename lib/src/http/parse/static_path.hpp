#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plait::http::detail {

#ifdef _WIN32
inline constexpr bool is_windows = true;
#else
inline constexpr bool is_windows = false;
#endif

/// Makes a name relative to a folder out of the rest of a request's path, which is percent-encoded: "a b/c.txt" of
/// "a%20b/c.txt", "a/" of "a/", and "" of "". It returns none for what stands for no file that may be served:
///
/// - a segment that is empty, unless it is the last one, or that is "." or "..";
/// - a segment that has a slash, a backslash, a control character, or bytes that are no UTF-8;
/// - a segment that begins with a dot, unless `dot_files`;
/// - on Windows, whatever it takes for another name: with a colon, a short name such as "PROGRA~1", a device, or a
///   segment that ends in a dot or a space.
///
/// It decodes once: "%252e" is the name "%2e".
[[nodiscard]] std::optional<std::string>
static_path(std::string_view encoded, bool dot_files, bool for_windows = is_windows);

} // namespace plait::http::detail
