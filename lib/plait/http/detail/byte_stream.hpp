#pragma once

#include <plait/http/peer_address.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <cstddef>

namespace plait::http::detail {

/// What a connection reads from and writes to: a socket, a connection in memory, or a layer on top of another stream.
///
/// What can be done at once is a call that returns its result. A wait tells its `user` when it is over, never before the call
/// that began it has returned. At most one read and one write wait at a time. A stream is destroyed when nothing waits, or
/// when its loop goes away; then nobody is told.
class byte_stream {
public:
    using error_code = boost::system::error_code;
    /// What is to be written: an answer's head, and its body if that is elsewhere. The second may be empty.
    using pieces = std::array<boost::asio::const_buffer, 2>;

    /// Who waits.
    class user {
    public:
        /// There may be something to read, or the end. `failed`: the wait has failed, and so will what follows.
        virtual void readable(error_code failed) noexcept = 0;
        /// That many bytes were written.
        virtual void written(error_code failed, std::size_t count) noexcept = 0;

    protected:
        ~user() = default;
    };

    virtual ~byte_stream() = default;

    /// What has come, without waiting: `would_block` if nothing has, `eof` at the end.
    virtual std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed) = 0;
    /// As much as there is room for, without waiting.
    virtual std::size_t write_some(const pieces& from, error_code& failed) = 0;
    /// Tells when there is something to read. That is soon if a layer has bytes that it has read already.
    virtual void wait_to_read(user& told) = 0;
    /// Writes some of it as soon as there is room, and tells how much. The bytes stay where they are until then.
    virtual void write_rest(const pieces& from, user& told) = 0;

    /// Whether the other end has gone, or, if that is enough, sends no more; though there may be something to read.
    [[nodiscard]] virtual bool has_left(bool half_is_enough) noexcept = 0;
    /// Who is at the other end. A layer that is told so by the first bytes knows it once something was read.
    [[nodiscard]] virtual const peer_address& peer() const noexcept = 0;

    virtual void shut_down_sending() noexcept = 0;
    /// What waits is told soon, with an error.
    virtual void close() noexcept = 0;

protected:
    byte_stream() = default;
    byte_stream(const byte_stream&) = default; // moves are the derived classes' own
    byte_stream& operator=(const byte_stream&) = default;
};

} // namespace plait::http::detail
