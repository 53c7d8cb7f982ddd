#include "http/socket/socket_end.hpp"

#include <boost/asio/detail/socket_types.hpp>

namespace plait::http::detail {

bool other_end_has_left(native_socket of, bool half_is_enough) noexcept
{
    WSAPOLLFD asked{of, POLLRDNORM, 0};
    const int left = half_is_enough ? POLLHUP | POLLERR : POLLERR;
    return ::WSAPoll(&asked, 1, 0) > 0 && (asked.revents & left) != 0;
}

} // namespace plait::http::detail
