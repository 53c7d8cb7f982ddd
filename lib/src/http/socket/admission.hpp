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

/// Counts the connections of a server, in all and of each peer, and admits no more than the limits (0: none). A peer is an
/// IPv4 address, or an IPv6 network of 64 bits, as one client has all of that. What is no address is not counted by peer.
///
/// One for all loops. Without a limit by peer it is one atomic counter; with it a lock and a map, which no choice of
/// addresses makes slow, as a hash table's would.
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
    /// A place; that is free again when it is destroyed. On any thread, before the admission is. Empty: not admitted.
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
    count anyone_{*this, {}, 0}; // not counted by peer
    plait::detail::state_lock lock_;
    std::map<peer_key, count> by_peer_ PLAIT_GUARDED_BY(lock_); // those that have connections
};

} // namespace plait::http::detail
