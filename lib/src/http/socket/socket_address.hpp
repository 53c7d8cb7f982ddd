#pragma once

#include <plait/http/peer_address.hpp>

#include <boost/asio/generic/stream_protocol.hpp>

namespace plait::http {

/// The kernel's form of an address as ours.
[[nodiscard]] peer_address address_of(const boost::asio::generic::stream_protocol::endpoint&) noexcept;

} // namespace plait::http
