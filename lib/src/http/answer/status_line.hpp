#pragma once

#include <plait/http/status.hpp>

#include <string>
#include <string_view>

namespace plait::http::detail {

/// Returns "404 Not Found", or the number alone if the status has no phrase.
[[nodiscard]] inline std::string status_line(status of)
{
    std::string line = std::to_string(static_cast<unsigned>(of));
    if (const std::string_view phrase = reason(of); !phrase.empty())
        line.append(" ").append(phrase);
    return line;
}

} // namespace plait::http::detail
