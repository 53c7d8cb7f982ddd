#pragma once

#include <plait/http/peer_address.hpp>

#include <boost/asio/generic/stream_protocol.hpp>

namespace plait::http {

/// Makes one of our addresses of the kernel's form of it.
[[nodiscard]] peer_address address_of(const boost::asio::generic::stream_protocol::endpoint&) noexcept;

} // namespace plait::http
