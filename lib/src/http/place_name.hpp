#pragma once

#include <source_location>
#include <string>
#include <string_view>

namespace plait::http {

/// A line of a program, as errors name it: "main.cpp:12".
[[nodiscard]] inline std::string place_name(const std::source_location& where)
{
    const std::string_view path = where.file_name();
    return std::string(path.substr(path.find_last_of("/\\") + 1)) + ":" + std::to_string(where.line());
}

} // namespace plait::http
