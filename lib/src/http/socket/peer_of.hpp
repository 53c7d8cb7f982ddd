#pragma once

#include <plait/http/peer_address.hpp>

namespace plait::http::detail {

/// Who is at the other end. Unknown for streams in memory, whose peers have names.
template <class Stream>
[[nodiscard]] peer_address peer_of(const Stream& connected) noexcept
{
    if constexpr (requires { peer_address(connected.peer()); })
        return connected.peer();
    else
        return peer_address();
}

} // namespace plait::http::detail
