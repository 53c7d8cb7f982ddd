#pragma once

#include <plait/awaitable.hpp>
#include <plait/testing/detail/memory_connection.hpp>
#include <plait/testing/link_options.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace plait::testing {

/// One end of a connection in memory, in place of a socket: what is written at one end is read at the other, in virtual
/// time. The destructor closes this end of the connection.
///
///     auto [client, server] = memory_stream::connected(co_await asio::this_coro::executor);
///     co_await client.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
///     std::string answer = co_await client.read();
///
/// With `link_options` the connection has faults: it is slow, its reads and writes move fewer bytes than they could, or
/// it is reset.
///
/// Errors: those of a TCP socket of Asio: `asio::error::eof`, `broken_pipe`, `connection_reset`, `bad_descriptor` once this
///   end is closed, and the error of a fuse.
///
/// Cancellation: ends a read or a write with `asio::error::operation_aborted`.
///
/// Lifetime: a stream must not outlive its loop.
///
/// Threads: a stream is used on its loop. The two ends may be on different loops if one thread runs both, as in a
///   simulation; nothing is locked.
///
/// Cost: 0.1 us for both ends; 0.5 us and three blocks of memory to write a few bytes and read them at the other end
///   (`bench_http`).
///
/// See also: `memory_network`, where ends find each other by address.
class memory_stream {
public:
    using error_code = boost::system::error_code;
    using executor_type = executor;

    /// Makes a new connection, and returns its two ends. The options say what faults it has.
    [[nodiscard]] static std::pair<memory_stream, memory_stream> connected(executor here, const link_options& = {});
    /// Makes a new connection with its ends on two loops.
    [[nodiscard]] static std::pair<memory_stream, memory_stream>
    connected(executor first, executor second, const link_options& = {});

    memory_stream(memory_stream&&) noexcept = default;
    memory_stream& operator=(memory_stream&&) = delete;
    ~memory_stream();

    /// Writes all the bytes, and waits while there is no room.
    awaitable<void> write(std::string_view bytes);
    /// Reads the bytes that have come, and waits while there are none; "" is the end.
    awaitable<std::string> read();
    /// Reads all bytes until the other end closes.
    awaitable<std::string> read_to_end();

    /// Sets the number of bytes that may be on their way to the other end before writing waits. Default 64 KiB.
    void capacity(std::size_t bytes) noexcept { connection_->from_end(end_).set_capacity(bytes); }

    /// Breaks the connection now. Reads and writes that wait at either end, and all later ones, fail with
    /// `asio::error::connection_reset`. Bytes that have not been read are lost.
    void reset() { connection_->reset(); }
    /// Loses from now on what this end writes, and that it closes. As nothing arrives, writing has no room in the end.
    void lose_sent() { connection_->from_end(end_).set_held(false, true); }

    /// The names of this end and of the other end. In a `memory_network` a name is an address: "client:49152".
    [[nodiscard]] const std::string& local() const noexcept { return connection_->name(end_); }
    [[nodiscard]] const std::string& peer() const noexcept { return connection_->name(1 - end_); }

    // These functions are those of a socket.
    [[nodiscard]] executor get_executor() const noexcept { return connection_->here(end_); }
    template <class Buffers, class Token>
    auto async_read_some(const Buffers& to, Token&& token);
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& from, Token&& token);
    /// Waits until there is something to read, or the end. It reads nothing.
    template <class Token>
    auto async_wait_to_read(Token&& token);
    /// Reads bytes that have come, without waiting: `asio::error::would_block` if there are none.
    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed);
    std::size_t write_some(boost::asio::const_buffer from, error_code& failed);
    /// Whether the other end has closed, even if there is something left to read. With `half_is_enough` it is also true
    /// if the other end writes no more.
    [[nodiscard]] bool has_left(bool half_is_enough) const noexcept { return connection_->has_left(end_, half_is_enough); }
    void cancel() { connection_->cancel(end_); }
    void close();
    void shutdown_send() { connection_->from_end(end_).end(detail::memory_pipe::ending::no_more_written); }

private:
    friend class detail::network_state;
    using connection = std::shared_ptr<detail::memory_connection>;
    memory_stream(connection of, int end) noexcept : connection_(std::move(of)), end_(end) {}

    connection connection_;
    int end_;
};

//
// Implementation
//

namespace detail {

/// The first of the buffers that is not empty. A read of "some" bytes fills no more than that one.
template <class Buffers>
boost::asio::mutable_buffer first_of(const Buffers& to)
{
    boost::asio::mutable_buffer first;
    for (auto each = boost::asio::buffer_sequence_begin(to);
         first.size() == 0 && each != boost::asio::buffer_sequence_end(to); ++each)
        first = *each;
    return first;
}

} // namespace detail

template <class Buffers, class Token>
auto memory_stream::async_read_some(const Buffers& to, Token&& token)
{
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [of = connection_.get(), end = end_](auto handler, boost::asio::mutable_buffer to) {
            of->read(end, to, std::move(handler));
        },
        token, detail::first_of(to));
}

template <class Token>
auto memory_stream::async_wait_to_read(Token&& token)
{
    return boost::asio::async_initiate<Token, void(error_code)>(
        [of = connection_.get(), end = end_](auto handler) { of->wait_to_read(end, std::move(handler)); }, token);
}

template <class Buffers, class Token>
auto memory_stream::async_write_some(const Buffers& from, Token&& token)
{
    std::string bytes(boost::asio::buffer_size(from), '\0');
    boost::asio::buffer_copy(boost::asio::buffer(bytes), from);
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [of = connection_.get(), end = end_](auto handler, std::string bytes) {
            of->write(end, std::move(bytes), std::move(handler));
        },
        token, std::move(bytes));
}

} // namespace plait::testing
