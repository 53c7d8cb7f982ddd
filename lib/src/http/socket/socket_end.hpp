#pragma once

#include <boost/asio/generic/stream_protocol.hpp>

namespace plait::http::detail {

using native_socket = boost::asio::generic::stream_protocol::socket::native_handle_type;

/// Whether the other end of a connection has gone, or, if that is enough, sends no more. Asks the kernel, reads nothing, and
/// so finds an end that is behind what has not been read; unless that is more than the kernel takes.
[[nodiscard]] bool other_end_has_left(native_socket, bool half_is_enough) noexcept;

} // namespace plait::http::detail
