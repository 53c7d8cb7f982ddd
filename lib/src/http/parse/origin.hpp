#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// What follows the scheme of an origin, "shop.example:8443" of "https://shop.example:8443"; empty if it is no origin.
[[nodiscard]] inline std::string_view host_of_origin(std::string_view origin) noexcept
{
    const std::size_t colon = origin.find("://");
    return colon == std::string_view::npos || colon == 0 ? std::string_view() : origin.substr(colon + 3);
}

/// Returns an origin that a program has named. Throws `std::invalid_argument`, with the name of what wants it, for one that
/// no browser would send.
[[nodiscard]] inline std::string checked_origin(const char* of, std::string_view given)
{
    const std::string_view host = host_of_origin(given);
    const bool has_capitals = given.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string_view::npos;
    const bool has_default_port = (given.starts_with("https:") && given.ends_with(":443"))
                                  || (given.starts_with("http:") && given.ends_with(":80"));
    if (host.empty() || has_capitals || has_default_port
        || host.find_first_of("*/?#@ \t\r\n,") != std::string_view::npos)
        throw std::invalid_argument(
            std::string(of) + ": '" + std::string(given)
            + "' is no origin: write it as browsers do, such as \"https://shop.example\"");
    return std::string(given);
}

} // namespace plait::http::detail
