#pragma once

#include "http/socket/admission.hpp"
#include <plait/awaitable.hpp>
#include <plait/executor.hpp>
#include <plait/http/peer_address.hpp>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <optional>
#include <utility>

namespace plait::http::detail {

/// What a connection needs of a socket: reading and writing as Asio does it, and what goes at once, and ending.
class asio_stream {
public:
    using acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol, executor>;
    using error_code = boost::system::error_code;

    /// The next connection. None if it failed, or if another loop or process has taken what has come: `would_block`.
    [[nodiscard]] static awaitable<std::optional<asio_stream>> async_accept(acceptor&, error_code& failed);
    /// One that has come; without waiting.
    [[nodiscard]] static std::optional<asio_stream> accept(acceptor& from, error_code& failed);

    [[nodiscard]] const peer_address& peer() const noexcept { return peer_; }
    /// Its place among the connections is free again when it closes.
    void admit(admission::ticket place) noexcept { place_ = std::move(place); }

    template <class Token>
    auto async_wait_to_read(Token&& token)
    {
        return socket_.async_wait(socket::wait_read, std::forward<Token>(token));
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
    /// Whether the other end has gone, or, if that is enough, sends no more; though there may be something to read.
    [[nodiscard]] bool has_left(bool half_is_enough) noexcept;
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
    using socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, executor>;

    asio_stream(socket connected, const peer_address& peer) : socket_(std::move(connected)), peer_(peer)
    {
        // Then a write that does not go at once says so instead of blocking the loop. If this fails the peer has gone,
        // and the first read says so.
        error_code failed;
        socket_.non_blocking(true, failed);
    }

    admission::ticket place_; // given back after the socket is closed
    socket socket_;
    peer_address peer_;
};

} // namespace plait::http::detail
