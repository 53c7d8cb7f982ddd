#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace plait::platform {

/// What there is news of. The bits are those of epoll, so that nothing is translated where that is.
namespace news {
inline constexpr std::uint32_t readable = 0x001; // EPOLLIN
inline constexpr std::uint32_t behind = 0x002;   // EPOLLPRI: a read may stop short though more is behind
inline constexpr std::uint32_t writable = 0x004; // EPOLLOUT
inline constexpr std::uint32_t failed = 0x008;   // EPOLLERR; is told without being asked for, as is `hung_up`
inline constexpr std::uint32_t hung_up = 0x010;  // EPOLLHUP
inline constexpr std::uint32_t ended = 0x2000;   // EPOLLRDHUP: the other end sends no more
} // namespace news

/// News of a descriptor in a set.
struct event {
    void* of;
    std::uint32_t what;
};

// A set of descriptors of which the kernel keeps the news. The set has a descriptor of its own, which is readable while
// there is news in it. The functions throw `boost::system::system_error`.

/// Opens a descriptor that will be a set. Before it becomes one, Asio must know it, and have made it non-blocking.
[[nodiscard]] int open_event_set();
void become_event_set(int descriptor);

/// Watches a descriptor until it is closed. What is there already is news, too, and then each thing that comes, whether or
/// not what came before was read. One that is not new is watched for room to write, too: who has been told of room, and
/// still waits for some, must ask for it again.
void watch_in_set(int set, bool is_new, int descriptor, std::uint32_t what, void* of);

/// Takes what is there now, without waiting, as far as there is room. Returns how much that is.
std::size_t take_events(int set, std::span<event> to) noexcept;

} // namespace plait::platform
