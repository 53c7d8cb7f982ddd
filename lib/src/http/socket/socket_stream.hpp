#pragma once

#include "http/socket/asio_stream.hpp"
#include "http/socket/ready_stream.hpp"

namespace plait::http::detail {

/// A client's socket. TCP and unix sockets are one type, as they differ only in how they are opened.
#if PLAIT_HAS_READINESS
using socket_stream = ready_stream;
#else
using socket_stream = asio_stream;
#endif

} // namespace plait::http::detail
