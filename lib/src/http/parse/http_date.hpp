#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace plait::http::detail {

/// Reads a date of a header field in one of the three formats of RFC 9110 section 5.6.7:
///
/// - "Sun, 06 Nov 1994 08:49:37 GMT", which alone is written today;
/// - "Sunday, 06-Nov-94 08:49:37 GMT"; if its year would be more than 50 years after `now`, the last such year is meant;
/// - "Sun Nov  6 08:49:37 1994".
///
/// It returns none for all other texts, and for days that are not there, such as February 30. That the name of the weekday
/// is the right one is not checked.
[[nodiscard]] std::optional<std::chrono::sys_seconds>
parse_http_date(std::string_view text, std::chrono::system_clock::time_point now) noexcept;

} // namespace plait::http::detail
