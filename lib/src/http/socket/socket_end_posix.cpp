#include "http/socket/socket_end.hpp"

#include <poll.h>

namespace plait::http::detail {

bool other_end_has_left(native_socket of, bool half_is_enough) noexcept
{
#ifdef POLLRDHUP // this is Linux; elsewhere POLLHUP says so
    constexpr short half = POLLRDHUP | POLLHUP;
#else
    constexpr short half = POLLHUP;
#endif
    pollfd asked{of, half, 0};
    const short left = half_is_enough ? half | POLLERR : POLLERR;
    return ::poll(&asked, 1, 0) > 0 && (asked.revents & left) != 0;
}

} // namespace plait::http::detail
