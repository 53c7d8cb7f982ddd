#pragma once

#include <cstdint>

namespace plait::http::detail {

/// What has become of the bytes that a parser was given.
enum class parse_progress : std::uint8_t {
    more, // they may be the beginning of what is right
    done,
    refused, // nothing that follows can make them right
};

} // namespace plait::http::detail
