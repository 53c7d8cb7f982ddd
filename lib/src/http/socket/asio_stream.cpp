#include "http/socket/asio_stream.hpp"

#include "http/socket/socket_address.hpp"
#include "http/socket/socket_end.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>

#include <utility>

namespace plait::http::detail {

// This does not wait and then call `accept`, as nothing on Windows tells that a connection has come.
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

asio_stream::asio_stream(socket connected, const peer_address& peer) : byte_stream(peer), socket_(std::move(connected))
{
    // A write to a socket that does not block says so if it cannot go out at once. If this fails, the peer has gone,
    // and the first read says so.
    error_code failed;
    socket_.non_blocking(true, failed);
}

std::size_t asio_stream::read_some(boost::asio::mutable_buffer to, error_code& failed)
{
    return socket_.read_some(to, failed);
}

std::size_t asio_stream::write_some(const pieces& from, error_code& failed)
{
    return socket_.write_some(from, failed);
}

void asio_stream::wait_to_read(user& told)
{
    if (!std::exchange(reads_, &told))
        socket_.async_wait(
            socket::wait_read, [this](error_code failed) { std::exchange(reads_, nullptr)->readable(failed); });
}

void asio_stream::write_rest(const pieces& from, user& told)
{
    socket_.async_write_some(from, [&told](error_code failed, std::size_t count) { told.written(failed, count); });
}

bool asio_stream::has_left(bool half_is_enough) noexcept
{
    return other_end_has_left(socket_.native_handle(), half_is_enough);
}

void asio_stream::shut_down_sending() noexcept
{
    error_code ignored; // if it is not connected, it is shut down already
    socket_.shutdown(socket::shutdown_send, ignored);
}

void asio_stream::reset_at_close(bool on) noexcept
{
    error_code ignored; // this fails where there is nothing to reset any more, or no reset
    socket_.set_option(socket::linger(on, 0), ignored);
}

void asio_stream::close() noexcept
{
    error_code ignored; // the socket is closed in any case
    socket_.close(ignored);
    ticket_.reset();
}

} // namespace plait::http::detail
