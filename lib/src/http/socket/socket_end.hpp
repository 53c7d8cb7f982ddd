#pragma once

#include <boost/asio/generic/stream_protocol.hpp>

namespace plait::http::detail {

using native_socket = boost::asio::generic::stream_protocol::socket::native_handle_type;

/// Whether the other end of a connection has gone, or, if that is enough, sends no more. This asks the kernel and reads
/// nothing. So it finds an end behind bytes that were not read, unless these are more than the kernel has room for.
[[nodiscard]] bool other_end_has_left(native_socket, bool half_is_enough) noexcept;

} // namespace plait::http::detail
