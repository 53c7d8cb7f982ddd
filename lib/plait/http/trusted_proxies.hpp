#pragma once

#include <plait/http/peer_address.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http {

struct field;

/// The field in which proxies write for whom they ask. Choose the one that each of your proxies sets or appends to. The
/// other field must not be believed: a proxy passes on whatever a client has written there.
enum class forwarding_field : std::uint8_t {
    forwarded,       ///< `Forwarded: for=192.0.2.7;proto=https` (RFC 7239)
    x_forwarded_for, ///< `X-Forwarded-For: 192.0.2.7`; nginx, HAProxy, Apache and most others write it. X-Forwarded-Proto
                     ///< goes with it.
};

/// The proxies that are believed when they say who the client is.
///
///     server_options().trust_proxies({"127.0.0.1", "10.0.0.0/8"}, forwarding_field::x_forwarded_for)
///
/// Errors: the constructor throws `std::invalid_argument` for a text that is not a range; the message says what to
///   write.
///
/// Threads: any, once it has been made.
///
/// Cost: `client` looks at each field once, and reads the addresses in them from the last on, as far as they are trusted:
///   70 ns behind one proxy, 1 ns where the peer is not trusted (`bench_http`). What else a client writes costs nothing.
class trusted_proxies {
public:
    trusted_proxies() noexcept = default; ///< Trusts no proxy.
    /// Each range is an address ("127.0.0.1", "::1"), a network ("10.0.0.0/8", "fd00::/8"), or "unix", which means
    /// every peer on a unix socket.
    trusted_proxies(const std::vector<std::string>& ranges, forwarding_field);

    [[nodiscard]] bool contains(const peer_address&) const noexcept;

    /// Returns who asks. The search starts at the peer. As long as it is at a trusted proxy, it goes on to whom that
    /// proxy names, from the last entry of the fields to the first. So an entry that a client has written itself is not
    /// believed. The client is unknown if a trusted proxy names no address, or one that cannot be read.
    [[nodiscard]] peer_address client(const peer_address& peer, std::span<const http::field> fields) const;

    /// Returns whether a trusted proxy says that the client's request to it was encrypted (`https`). If several proxies
    /// have written a scheme, the one counts that `client` was named by. One scheme for several addresses counts for all:
    /// many proxies replace X-Forwarded-Proto, where they append to X-Forwarded-For.
    [[nodiscard]] bool is_secure(const peer_address& peer, std::span<const http::field> fields) const;

private:
    struct range {
        peer_address from;
        unsigned bits;
    };
    static range parse(std::string_view text);

    std::vector<range> ranges_;
    forwarding_field by_ = forwarding_field::forwarded;
};

} // namespace plait::http
