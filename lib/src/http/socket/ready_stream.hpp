#pragma once

#include "async/coroutine/readiness.hpp"

#if PLAIT_HAS_READINESS

#include "http/socket/admission.hpp"
#include "http/socket/byte_stream.hpp"
#include <plait/awaitable.hpp>
#include <plait/executor.hpp>
#include <plait/http/peer_address.hpp>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <sys/types.h>
#include <utility>

namespace plait::http::detail {

/// A socket of which the kernel tells us itself, without an operation of Asio. That something has come is remembered
/// while nobody waits for it.
class ready_stream final : public byte_stream, private plait::detail::readiness::user {
public:
    using acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol, executor>;

    /// Waits for the next connection. There is none if that failed. `failed` is `would_block` if another loop or
    /// process was faster.
    [[nodiscard]] static awaitable<std::optional<ready_stream>> async_accept(acceptor&, error_code& failed);
    /// A connection that has come. This does not wait.
    [[nodiscard]] static std::optional<ready_stream> accept(acceptor&, error_code& failed);

    ready_stream(ready_stream&&) noexcept; // of a stream for which nothing waits
    ready_stream& operator=(ready_stream&&) = delete;
    ~ready_stream() override;

    /// Gives the stream its place among the connections, which is free again when the stream closes.
    void admit(admission::ticket ticket) noexcept { ticket_ = std::move(ticket); }

    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed) override;
    std::size_t write_some(const pieces& from, error_code& failed) override;
    void wait_to_read(byte_stream::user& told) override;
    void write_rest(const pieces& from, byte_stream::user& told) override;
    std::size_t send_some(boost::asio::const_buffer before, file_range& from, error_code& failed) override;
    [[nodiscard]] error_code send_file(file_range& from, byte_stream::user& told) override;
    [[nodiscard]] bool has_left(bool half_is_enough) noexcept override;
    void shut_down_sending() noexcept override;
    void reset_at_close(bool) noexcept override;
    void close() noexcept override;

private:
    ready_stream(plait::detail::readiness&, int descriptor, const peer_address&) noexcept;

    void ready(std::uint32_t events) noexcept override;
    void again() noexcept override;
    void wait_for_room(byte_stream::user& told);
    void write_unwritten();
    [[nodiscard]] std::size_t send_part(const file_range&, error_code& failed) noexcept;
    [[nodiscard]] ssize_t receive_from_process(boost::asio::mutable_buffer) noexcept;

    admission::ticket ticket_; // given back after the socket is closed
    plait::detail::readiness& readiness_;
    plait::detail::readiness::watch watch_;
    byte_stream::user* reads_ = nullptr;  // waits for something to read; null: nobody waits
    byte_stream::user* writes_ = nullptr; // waits for room to write; null: nobody waits
    pieces unwritten_; // that go out when there is room; or only the first, which is then the `file_range` itself
    int descriptor_;
    bool sends_file_ = false;
    bool may_read_ = false; // something has come, as the kernel says
    bool more_ = false;     // a read that stops short has not read all, as the end or urgent data is behind it
};

} // namespace plait::http::detail

#endif
