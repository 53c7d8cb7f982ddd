#pragma once

#include <plait/executor.hpp>
#include <plait/http/detail/admission.hpp>
#include <plait/http/peer_address.hpp>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <utility>

namespace plait::http::detail {

/// What a connection needs of a socket: reading and writing as Asio does it, and what goes at once, and ending. TCP and
/// unix sockets are one type, as they differ only in how they are opened. Its place among the connections that are admitted
/// is free again when it closes.
class socket_stream {
public:
    using socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, executor>;
    using error_code = boost::system::error_code;

    socket_stream(socket connected, const peer_address& peer, admission::ticket place)
        : place_(std::move(place)), socket_(std::move(connected)), peer_(peer)
    {
        // Then a write that does not go at once says so instead of blocking the loop. If this fails the peer has gone,
        // and the first read says so.
        error_code failed;
        socket_.non_blocking(true, failed);
    }

    [[nodiscard]] const peer_address& peer() const noexcept { return peer_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& to, Token&& token)
    {
        return socket_.async_read_some(to, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& from, Token&& token)
    {
        return socket_.async_write_some(from, std::forward<Token>(token));
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& to, error_code& failed)
    {
        return socket_.read_some(to, failed);
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& from, error_code& failed)
    {
        return socket_.write_some(from, failed);
    }
    void cancel() noexcept
    {
        error_code ignored; // not open: then nothing waits
        socket_.cancel(ignored);
    }
    void shutdown_send() noexcept
    {
        error_code ignored; // not connected: then it is shut down
        socket_.shutdown(socket::shutdown_send, ignored);
    }

    void close() noexcept
    {
        error_code ignored; // it is closed in any case
        socket_.close(ignored);
        place_.reset();
    }

private:
    admission::ticket place_; // given back after the socket is closed
    socket socket_;
    peer_address peer_;
};

} // namespace plait::http::detail
