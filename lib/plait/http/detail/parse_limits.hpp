#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <cstddef>

namespace plait::http::detail {

/// How much of a request is read. Each limit is in bytes, unless its comment says otherwise. `server_options` describes
/// what happens to a request that goes beyond a limit.
struct parse_limits {
    std::size_t head = 16 * 1024;
    std::size_t target = 8 * 1024;
    std::size_t fields = 100; // a number of fields
    std::size_t body = 1024 * 1024;
    std::size_t chunk_extensions = 4 * 1024; // the extensions of all chunks of a body together
    std::size_t trailers = 4 * 1024;

    static constexpr std::size_t largest_chunk_extensions = 8 * 1024;
    static constexpr std::size_t largest_trailers = 8 * 1024;
    static constexpr std::size_t chunk_room = 16 * 1024; // the buffer into which a chunked body is read, piece by piece
};

} // namespace plait::http::detail
