#pragma once

#include <cstddef>

namespace plait::http::detail {

/// How much text of a request is read, in bytes where nothing else is said. `server_options` says what lies beyond.
struct parse_limits {
    std::size_t head = 16 * 1024;
    std::size_t target = 8 * 1024;
    std::size_t fields = 100; // their number
    std::size_t body = 1024 * 1024;
    std::size_t chunk_extensions = 4 * 1024; // of a whole body
    std::size_t trailers = 4 * 1024;

    static constexpr std::size_t largest_chunk_extensions = 8 * 1024;
    static constexpr std::size_t largest_trailers = 8 * 1024;
    static constexpr std::size_t chunk_room = 16 * 1024; // into which a chunked body is read, piece by piece
};

} // namespace plait::http::detail
