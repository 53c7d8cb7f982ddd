#pragma once

#include <optional>
#include <string_view>

namespace plait::http::detail {

/// A weight in thousandths, such as 500 for "0.5" (RFC 9110 section 12.4.2). Some clients leave out the 0, and some write
/// more digits than three.
[[nodiscard]] inline std::optional<int> weight_of(std::string_view text) noexcept
{
    int weight = 0;
    if (text.starts_with('0') || text.starts_with('1')) {
        weight = text.front() == '1' ? 1000 : 0;
        text.remove_prefix(1);
        if (text.empty())
            return weight;
    }
    if (!text.starts_with('.'))
        return std::nullopt;
    text.remove_prefix(1);
    int worth = 100;
    for (const char each : text) {
        if (each < '0' || each > '9')
            return std::nullopt;
        weight += (each - '0') * worth;
        worth /= 10;
    }
    return weight <= 1000 ? std::optional(weight) : std::nullopt;
}

} // namespace plait::http::detail
