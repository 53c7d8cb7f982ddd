#pragma once

#include <plait/http/peer_address.hpp>

#include <cstddef>
#include <string_view>

namespace plait::http::detail {

/// What came of looking for a PROXY protocol header at the start of a connection.
struct proxy_header {
    enum class progress { more, done, refused };

    progress made;
    std::size_t size = 0; // when done: how many bytes it takes up
};

/// A version 2 header may bring as much as 64 KiB of further values, none of which is looked at. Proxies send a few hundred
/// bytes.
constexpr std::size_t longest_proxy_header = 4096;

/// Looks for a header of version 1 or 2 (haproxy's proxy-protocol.txt) at the start of `bytes`. When it is done, `peer` is
/// the client that it names; as it was where it names none (LOCAL, UNKNOWN, UNSPEC, datagrams). What cannot become a header
/// is refused as soon as that shows.
[[nodiscard]] proxy_header parse_proxy_header(std::string_view bytes, peer_address& peer) noexcept;

} // namespace plait::http::detail
