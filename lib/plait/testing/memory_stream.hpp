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
/// time. Its end of the connection closes with it.
///
///     auto [client, server] = memory_stream::connected(co_await asio::this_coro::executor);
///     co_await client.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
///     std::string answer = co_await client.read();
///
/// With `link_options` the connection has faults: it is slow, reads and writes give less than they could, it is reset.
///
/// Errors: as a TCP socket of Asio: `asio::error::eof`, `broken_pipe`, `connection_reset`, and what a fuse gives.
///
/// Cancellation: ends a read or a write with `asio::error::operation_aborted`.
///
/// Lifetime: must not outlive its loop.
///
/// Threads: of its loop. The two ends may be on different loops if one thread runs both, as in a simulation; nothing is
///   locked.
///
/// Cost: 0.1 us for both ends; 0.5 us and three blocks of memory to write a few bytes and read them at the other end
///   (`bench_http`).
///
/// See also: `memory_network`, where ends find each other by address.
class memory_stream {
public:
    using error_code = boost::system::error_code;
    using executor_type = executor;

    /// The two ends of a new connection. The options say what is wrong with it.
    [[nodiscard]] static std::pair<memory_stream, memory_stream> connected(executor here, const link_options& = {});
    /// With the ends on two loops.
    [[nodiscard]] static std::pair<memory_stream, memory_stream>
    connected(executor first, executor second, const link_options& = {});

    memory_stream(memory_stream&&) noexcept = default;
    memory_stream& operator=(memory_stream&&) = delete;
    ~memory_stream();

    /// Writes all of it, waiting for room if there is none.
    awaitable<void> write(std::string_view bytes);
    /// What has come, waiting for something to come; "" at the end.
    awaitable<std::string> read();
    /// All until the other end closes.
    awaitable<std::string> read_to_end();

    /// How many bytes may be on their way to the other end before writing waits. Default 64 KiB.
    void capacity(std::size_t bytes) noexcept { connection_->from_end(end_).set_capacity(bytes); }

    /// Breaks the connection now: what waits at either end, and all that comes after, fails with
    /// `asio::error::connection_reset`, and what has not been read is lost.
    void reset() { connection_->reset(); }
    /// From now on nothing that is written here arrives, nor that this end closes. So in the end there is no room.
    void lose_sent() { connection_->from_end(end_).set_held(false, true); }

    /// The names of this end and of the other: in a `memory_network` an address, as "client:49152".
    [[nodiscard]] const std::string& local() const noexcept { return connection_->name(end_); }
    [[nodiscard]] const std::string& peer() const noexcept { return connection_->name(1 - end_); }

    // As a socket:
    [[nodiscard]] executor get_executor() const noexcept { return connection_->here(end_); }
    template <class Buffers, class Token>
    auto async_read_some(const Buffers& to, Token&& token);
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& from, Token&& token);
    /// Until there is something to read, or the end; nothing is read.
    template <class Token>
    auto async_wait_to_read(Token&& token);
    /// What has come, without waiting: `asio::error::would_block` if nothing has.
    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed);
    std::size_t write_some(boost::asio::const_buffer from, error_code& failed);
    /// Whether the other end has closed, or, if that is enough, writes no more; though there may be something to read.
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

/// The first part of the buffers that is not empty: a read of "some" fills no more.
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
