#pragma once

#include "http/socket/admission.hpp"
#include "http/socket/byte_stream.hpp"
#include <plait/awaitable.hpp>
#include <plait/executor.hpp>
#include <plait/http/peer_address.hpp>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <optional>
#include <utility>

namespace plait::http::detail {

/// A socket that is waited for by operations of Asio.
class asio_stream final : public byte_stream {
public:
    using acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol, executor>;

    /// Waits for the next connection. There is none if that failed. `failed` is `would_block` if another loop or
    /// process was faster.
    [[nodiscard]] static awaitable<std::optional<asio_stream>> async_accept(acceptor&, error_code& failed);
    /// A connection that has come. This does not wait.
    [[nodiscard]] static std::optional<asio_stream> accept(acceptor& from, error_code& failed);

    asio_stream(asio_stream&&) noexcept = default; // of a stream for which nothing waits
    asio_stream& operator=(asio_stream&&) = delete;
    ~asio_stream() override = default;

    /// Gives the stream its place among the connections, which is free again when the stream closes.
    void admit(admission::ticket ticket) noexcept { ticket_ = std::move(ticket); }

    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed) override;
    std::size_t write_some(const pieces& from, error_code& failed) override;
    void wait_to_read(user& told) override;
    void write_rest(const pieces& from, user& told) override;
    [[nodiscard]] bool has_left(bool half_is_enough) noexcept override;
    void shut_down_sending() noexcept override;
    void reset_at_close(bool) noexcept override;
    void close() noexcept override;

private:
    using socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, executor>;

    asio_stream(socket connected, const peer_address& peer);

    admission::ticket ticket_; // given back after the socket is closed
    socket socket_;
    user* reads_ = nullptr; // waits for something to read; null: nobody waits
};

} // namespace plait::http::detail
