#pragma once

#include "http/connection/open_connections.hpp"
#include "http/socket/byte_stream.hpp"
#include <plait/http/request.hpp>

#include <memory>
#include <string>
#include <utility>

namespace plait::http::detail {

class connection;
struct loop_state;

/// Destroys a stream with the block of memory that it is in, which it shares with what is left of its connection.
struct stream_block_deleter {
    connection* of = nullptr;
    void operator()(byte_stream*) const noexcept;
};
using held_stream = std::unique_ptr<byte_stream, stream_block_deleter>;

/// What a connection hands over when HTTP ends on it.
class handover {
public:
    handover(connection& of, loop_state& loop) noexcept : loop(loop), of_(&of) {}
    handover(const handover&) = delete;
    handover& operator=(const handover&) = delete;

    /// Puts `next` in the connection's place, and gives it the stream. The open connections of the loop own `next` from
    /// now on, and it removes itself from them when it has ended. It must drain at once if the loop drains already.
    ///
    /// From now on the stream tells `reads` when there is something to read, as the connection may wait for that
    /// already. If this throws, nothing has been handed over.
    [[nodiscard]] held_stream take(open_connection& next, byte_stream::user& reads);
    [[nodiscard]] bool taken() const noexcept { return of_ == nullptr; }

    loop_state& loop;
    std::string read; // bytes that were read behind the request: they are the first ones of what comes next

private:
    connection* of_; // null: it has gone over
};

/// What follows HTTP on a connection: another protocol.
class upgrade {
public:
    upgrade() = default;
    upgrade(const upgrade&) = delete;
    upgrade& operator=(const upgrade&) = delete;
    virtual ~upgrade() = default;

    /// Ends HTTP on the connection of a request, if it is answered 101 or 2xx, as soon as that answer has gone out.
    /// With any other answer `next` is destroyed. The server adds the field Connection to a 101, and the answer has the
    /// field Upgrade; neither answer has a body.
    static void follows(request& answered, std::unique_ptr<upgrade> next) noexcept
    {
        answered.upgrade_.reset(next.release());
    }

    /// Takes the connection over. If this throws, or takes nothing, the connection is closed.
    virtual void begin(handover&) = 0;
};

} // namespace plait::http::detail
