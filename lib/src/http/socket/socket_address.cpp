#include "http/socket/socket_address.hpp"

#include <boost/asio/detail/socket_types.hpp>

#include <algorithm>
#include <cstring>

namespace plait::http {

namespace {

template <class Address>
Address read_as(const boost::asio::generic::stream_protocol::endpoint& from) noexcept
{
    Address address{};
    std::memcpy(&address, from.data(), std::min(sizeof(address), from.size()));
    return address;
}

std::uint16_t port_of(std::uint16_t in_network_order) noexcept
{
    std::array<std::uint8_t, 2> bytes{};
    std::memcpy(bytes.data(), &in_network_order, 2);
    return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
}

} // namespace

peer_address address_of(const boost::asio::generic::stream_protocol::endpoint& from) noexcept
{
    namespace types = boost::asio::detail;
    switch (from.protocol().family()) {
    case BOOST_ASIO_OS_DEF(AF_INET): {
        const auto address = read_as<types::sockaddr_in4_type>(from);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &address.sin_addr, bytes.size());
        return peer_address::ipv4(bytes, port_of(address.sin_port));
    }
    case BOOST_ASIO_OS_DEF(AF_INET6): {
        const auto address = read_as<types::sockaddr_in6_type>(from);
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &address.sin6_addr, bytes.size());
        return peer_address::ipv6(bytes, port_of(address.sin6_port));
    }
    case AF_UNIX:
        return peer_address::unix_socket();
    default:
        return peer_address();
    }
}

} // namespace plait::http
