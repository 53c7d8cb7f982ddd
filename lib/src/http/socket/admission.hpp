#pragma once

#include <plait/detail/kernel/state_lock.hpp>
#include <plait/http/peer_address.hpp>

#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

namespace plait::http::detail {

/// Counts the connections of a server, in all and of each peer, and admits no more than the limits, where 0 is no
/// limit. A peer is an IPv4 address, or an IPv6 network of 64 bits, as a client has all addresses of such a network.
/// Connections without an address, as those of unix sockets, are not counted by peer.
///
/// There is one of these for all loops. Without a limit by peer it uses an atomic counter; with one it uses a lock and
/// a map, which an attacker's choice of addresses cannot make slow, as it could a hash table.
class admission {
    struct peer_key {
        peer_address::kind kind;
        std::uint64_t network;
        friend auto operator<=>(const peer_key&, const peer_key&) noexcept = default;
    };
    struct count {
        admission& owner;
        peer_key key;
        std::size_t open; // changed under the owner's lock
    };
    struct give_back {
        void operator()(count* of) const noexcept { of->owner.release(*of); }
    };

public:
    /// The place of a connection, which is free again when the ticket is destroyed. That may be on any thread, but
    /// before the admission is destroyed. A connection that is not admitted has an empty ticket.
    using ticket = std::unique_ptr<count, give_back>;

    admission(std::size_t most, std::size_t most_by_peer) noexcept : most_(most), most_by_peer_(most_by_peer) {}
    admission(const admission&) = delete;
    admission& operator=(const admission&) = delete;
    ~admission() = default; // no ticket is left

    [[nodiscard]] ticket admit(const peer_address&);
    [[nodiscard]] std::size_t open() const noexcept { return open_.load(std::memory_order_relaxed); }

private:
    void release(count&) noexcept;

    const std::size_t most_;
    const std::size_t most_by_peer_;
    std::atomic<std::size_t> open_{0};
    count anyone_{*this, {}, 0}; // for connections that are not counted by peer
    plait::detail::state_lock lock_;
    std::map<peer_key, count> by_peer_ PLAIT_GUARDED_BY(lock_); // the peers that have connections
};

} // namespace plait::http::detail
