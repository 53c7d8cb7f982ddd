#pragma once

#include "http/listen/keep_from_programs.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/socket_base.hpp>

namespace plait::http {

/// Opens a TCP acceptor as every listening socket is to be. Accepted sockets inherit TCP_NODELAY, which saves a system
/// call for each connection. "[::]" takes IPv4 too, whatever the system's default is.
template <class Acceptor>
void open_acceptor(Acceptor& opened, const boost::asio::ip::tcp::endpoint& at)
{
    using boost::asio::ip::tcp;
    opened.open(at.protocol());
    keep_from_programs(opened.native_handle());
    // A restart is not to wait for the end of old connections.
    opened.set_option(boost::asio::socket_base::reuse_address(true));
    opened.set_option(tcp::no_delay(true));
    if (at.address().is_v6())
        opened.set_option(boost::asio::ip::v6_only(false));
}

} // namespace plait::http
