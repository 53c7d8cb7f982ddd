#pragma once

#include <plait/http/peer_address.hpp>

#include <cstddef>
#include <string_view>

namespace plait::http::detail {

/// The result of the search for a PROXY protocol header at the start of a connection.
struct proxy_header {
    enum class progress { more, done, refused };

    progress made;
    std::size_t size = 0; // when `made` is done: how many bytes the header takes up
};

/// A longer header is refused. A header of version 2 may bring 64 KiB of further values, and plait looks at none of
/// these. Proxies send a few hundred bytes.
constexpr std::size_t longest_proxy_header = 4096;

/// Looks for a header of version 1 or 2 (haproxy's proxy-protocol.txt) at the start of `bytes`. When the result is
/// done, `peer` is the client that the header names. If the header names none (LOCAL, UNKNOWN, UNSPEC, datagrams),
/// `peer` is not changed. Bytes that cannot become a header are refused at the first byte that shows it.
[[nodiscard]] proxy_header parse_proxy_header(std::string_view bytes, peer_address& peer) noexcept;

} // namespace plait::http::detail
