#include "platform/send_file.hpp"

#include "platform/socket_calls.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace plait::platform {

// What the socket has no room for is read again next time, so that a connection that waits keeps no memory.
std::size_t send_copied(
    int socket, native_file from, std::uint64_t offset, std::uint64_t count, boost::system::error_code& failed) noexcept
{
    std::array<char, 65'536> piece; // NOLINT(*-member-init): what is sent of it was read into it
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(count, piece.size()));
    const std::size_t here = read_at(from, offset, piece.data(), wanted, failed);
    if (failed || here == 0)
        return 0;
    ssize_t sent = 0;
    do
        sent = send(socket, piece.data(), here);
    while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return static_cast<std::size_t>(sent);
    failed.assign(errno, boost::system::system_category());
    return 0;
}

} // namespace plait::platform
