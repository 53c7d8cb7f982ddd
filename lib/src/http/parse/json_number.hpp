#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace plait::http::detail {

/// The whole number that a number of JSON is.
struct json_whole {
    bool is_whole = false; // else it has a fraction
    bool fits = false;     // into `magnitude`
    bool is_negative = false;
    std::uint64_t magnitude = 0;
};

/// `text` is a number of JSON.
[[nodiscard]] json_whole whole_number(std::string_view text);

/// The nearest double, or nothing if the number is larger than any.
[[nodiscard]] std::optional<double> double_number(std::string_view text);
/// The same, of floats. The text is rounded once.
[[nodiscard]] std::optional<float> float_number(std::string_view text);

} // namespace plait::http::detail
