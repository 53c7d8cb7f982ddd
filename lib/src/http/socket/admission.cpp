#include "http/socket/admission.hpp"

namespace plait::http::detail {

namespace {

std::uint64_t network_of(const peer_address& peer) noexcept
{
    std::uint64_t network = 0;
    for (std::size_t i = 0; i < 8 && i < peer.bytes().size(); ++i)
        network = network << 8 | peer.bytes()[i];
    return network;
}

} // namespace

admission::ticket admission::admit(const peer_address& peer)
{
    if (open_.fetch_add(1, std::memory_order_relaxed) >= most_ && most_ > 0) {
        open_.fetch_sub(1, std::memory_order_relaxed);
        return nullptr;
    }
    ticket given(&anyone_); // the ticket gives the count back if the map throws
    if (most_by_peer_ == 0 || peer.bytes().empty())
        return given;

    const peer_key key{peer.what(), network_of(peer)};
    plait::detail::locked inside(lock_);
    count& of_peer = by_peer_.try_emplace(key, count{*this, key, 0}).first->second;
    if (of_peer.open >= most_by_peer_)
        return nullptr;
    ++of_peer.open;
    [[maybe_unused]] const count* const counted_by_the_peer = given.release();
    return ticket(&of_peer);
}

void admission::release(count& of) noexcept
{
    open_.fetch_sub(1, std::memory_order_relaxed);
    if (&of == &anyone_)
        return;
    plait::detail::locked inside(lock_);
    if (--of.open == 0)
        by_peer_.erase(peer_key(of.key)); // a copy of the key, as erasing destroys the key
}

} // namespace plait::http::detail
