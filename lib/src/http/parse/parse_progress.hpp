#pragma once

#include <cstdint>

namespace plait::http::detail {

/// What a parser says of the bytes that it was given.
enum class parse_progress : std::uint8_t {
    more,    // they may be the beginning of a right message; more bytes are needed
    done,    // they hold all that the parser looks for
    refused, // they are wrong, and no further bytes can make them right
};

} // namespace plait::http::detail
