#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <concepts>
#include <source_location>
#include <string_view>

namespace plait::http::detail {

/// A text with the line of the program that passes it.
struct placed_text {
    template <std::convertible_to<std::string_view> Text>
    placed_text(const Text& given, std::source_location line = std::source_location::current()) : text(given), where(line)
    {
    }

    std::string_view text;
    std::source_location where;
};

} // namespace plait::http::detail
