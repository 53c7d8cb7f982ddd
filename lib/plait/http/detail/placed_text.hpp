#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <source_location>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// A text with the line of the program that passes it.
struct placed_text {
    placed_text(const char* given, std::source_location line = std::source_location::current())
        : text(given), where(line)
    {
    }
    placed_text(std::string_view given, std::source_location line = std::source_location::current())
        : text(given), where(line)
    {
    }
    placed_text(const std::string& given, std::source_location line = std::source_location::current())
        : text(given), where(line)
    {
    }

    std::string_view text;
    std::source_location where;
};

} // namespace plait::http::detail
