#include "platform/socket_calls.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace plait::platform {

namespace {

bool set_up(int accepted) noexcept
{
#ifdef SO_NOSIGPIPE
    const int on = 1;
    if (::setsockopt(accepted, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof(on)) != 0)
        return false;
#endif
    return ::fcntl(accepted, F_SETFD, FD_CLOEXEC) == 0 && ::fcntl(accepted, F_SETFL, O_NONBLOCK) == 0;
}

} // namespace

// A client that has gone meanwhile has no address, and its socket takes no options: that is no failure of the server's.
int accept_socket(int from, sockaddr* peer, socklen_t* size) noexcept
{
    const int accepted = ::accept(from, peer, size);
    if (accepted < 0 || (*size > 0 && set_up(accepted)))
        return accepted;
    ::close(accepted);
    errno = ECONNABORTED;
    return -1;
}

} // namespace plait::platform
