#include "platform/socket_calls.hpp"

namespace plait::platform {

int accept_socket(int from, sockaddr* peer, socklen_t* size) noexcept
{
    return ::accept4(from, peer, size, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

} // namespace plait::platform
