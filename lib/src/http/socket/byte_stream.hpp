#pragma once

#include <plait/http/peer_address.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <cstddef>

namespace plait::http::detail {

class file_range;

/// What a connection reads from and writes to: a socket, a connection in memory, or a layer on top of another stream.
///
/// Calls that need not wait return their results. A wait tells its `user` when it is over, but never before the call
/// that began the wait has returned. At most one wait to read and one wait to write may run at a time. A stream is
/// destroyed when no wait runs, or when its loop goes away; then nobody is told.
class byte_stream {
public:
    using error_code = boost::system::error_code;
    /// Two pieces of memory that are written one after the other, as an answer's head and its body. The second may be
    /// empty.
    using pieces = std::array<boost::asio::const_buffer, 2>;

    /// Someone who waits for a stream.
    class user {
    public:
        /// There may be something to read, or the end. If `failed` is an error, the wait has failed.
        virtual void readable(error_code failed) noexcept = 0;
        /// So many bytes were written.
        virtual void written(error_code failed, std::size_t count) noexcept = 0;

    protected:
        ~user() = default;
    };

    virtual ~byte_stream() = default;

    /// Reads what has come, without waiting. `failed` is `would_block` if nothing has, and `eof` at the end.
    virtual std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed) = 0;
    /// Writes as much as there is room for, without waiting.
    virtual std::size_t write_some(const pieces& from, error_code& failed) = 0;
    /// Tells when there is something to read. A layer that holds bytes that were read already tells soon. If somebody
    /// waits to read already, that wait goes on, and tells `told` in place of the other user.
    virtual void wait_to_read(user& told) = 0;
    /// Writes some bytes as soon as there is room, and tells how many. The memory must stay valid until then.
    virtual void write_rest(const pieces& from, user& told) = 0;
    /// Writes a text and then bytes of a file, as much as there is room for, without waiting. Returns how many bytes of both
    /// were written; their owner counts them. `failed` is `would_block` if there is no room, or an error of the stream or
    /// of the file, `eof` if the file has become shorter.
    virtual std::size_t send_some(boost::asio::const_buffer before, file_range& from, error_code& failed);
    /// Writes some bytes of a file as soon as there is room, and tells how many. The part must stay where it is until
    /// then, and its owner counts what has gone. If the file cannot be read, either an error is returned, and there is
    /// no wait, or the user is told. A stream that cannot send a file by itself reads pieces of it and writes them.
    [[nodiscard]] virtual error_code send_file(file_range& from, user& told);

    /// Whether the other end has gone, or, if that is enough, sends no more; though there may be something to read.
    [[nodiscard]] virtual bool has_left(bool half_is_enough) noexcept = 0;
    /// Who is at the other end. A layer may learn that from the first bytes; then it is right once something was read.
    [[nodiscard]] const peer_address& peer() const noexcept { return peer_; }

    virtual void shut_down_sending() noexcept = 0;
    /// Whether `close` resets the connection, so that the other end sees that something went wrong. What it has not
    /// read yet may be lost. Unix sockets have no reset. The kernel is told now, so that a socket is also reset if the
    /// program is killed.
    virtual void reset_at_close(bool) noexcept = 0;
    /// Whoever waits is told soon, with an error.
    virtual void close() noexcept = 0;

protected:
    explicit byte_stream(const peer_address& peer) noexcept : peer_(peer) {}
    byte_stream(const byte_stream&) = default; // for the moves of derived classes
    byte_stream& operator=(const byte_stream&) = default;

    peer_address peer_;
};

} // namespace plait::http::detail
