#include "http/socket/asio_stream.hpp"

#include "http/socket/socket_address.hpp"
#include "http/socket/socket_end.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>

namespace plait::http::detail {

// Not a wait and then `accept`: on Windows nothing tells that a connection has come.
awaitable<std::optional<asio_stream>> asio_stream::async_accept(acceptor& from, error_code& failed)
{
    acceptor::endpoint_type peer;
    auto [ended, accepted] = co_await from.async_accept(peer, boost::asio::as_tuple(boost::asio::deferred));
    failed = ended;
    if (failed)
        co_return std::nullopt;
    co_return asio_stream(std::move(accepted), address_of(peer));
}

std::optional<asio_stream> asio_stream::accept(acceptor& from, error_code& failed)
{
    acceptor::endpoint_type peer;
    socket accepted = from.accept(peer, failed);
    if (failed)
        return std::nullopt;
    return asio_stream(std::move(accepted), address_of(peer));
}

bool asio_stream::has_left(bool half_is_enough) noexcept
{
    return other_end_has_left(socket_.native_handle(), half_is_enough);
}

} // namespace plait::http::detail
