#pragma once

#include "platform/sanitizers.hpp"

#include <cstddef>

#include <sys/socket.h>
#include <sys/types.h>

#ifdef __linux__
#include "platform/system_call.hpp"
#endif

namespace plait::platform {

// A peer that has gone is an error of the call that sends, and no signal: the socket knows that where it can.
#ifdef SO_NOSIGPIPE
inline constexpr int send_flags = 0;
#else
inline constexpr int send_flags = MSG_NOSIGNAL;
#endif

/// A flag for `send`: what is sent next may go out together with this.
#ifdef MSG_MORE
inline constexpr int more_follows = MSG_MORE;
#else
inline constexpr int more_follows = 0;
#endif

/// Accepts a connection as accept(2) does. The new socket is non-blocking, and not inherited by other programs.
[[nodiscard]] int accept_socket(int from, sockaddr* peer, socklen_t* size) noexcept;

//
// Implementation
//

#ifdef __linux__

/// What a system call returned, as functions of the C library return it.
[[nodiscard, maybe_unused]] inline ssize_t with_errno(ssize_t result) noexcept
{
    if (result >= 0) [[likely]]
        return result;
    errno = static_cast<int>(-result);
    return -1;
}

// Sanitizers watch the functions of the C library.
[[nodiscard]] inline ssize_t receive(int socket, void* to, std::size_t size) noexcept
{
    if constexpr (has_sanitizer)
        return ::recv(socket, to, size, 0);
    else
        return with_errno(transfer_bytes(SYS_recvfrom, socket, to, size, 0));
}

[[nodiscard]] inline ssize_t send(int socket, const void* from, std::size_t size, int flags = 0) noexcept
{
    if constexpr (has_sanitizer)
        return ::send(socket, from, size, send_flags | flags);
    else
        return with_errno(transfer_bytes(SYS_sendto, socket, from, size, send_flags | flags));
}

#else

[[nodiscard]] inline ssize_t receive(int socket, void* to, std::size_t size) noexcept
{
    return ::recv(socket, to, size, 0);
}

[[nodiscard]] inline ssize_t send(int socket, const void* from, std::size_t size, int flags = 0) noexcept
{
    return ::send(socket, from, size, send_flags | flags);
}

#endif

} // namespace plait::platform
