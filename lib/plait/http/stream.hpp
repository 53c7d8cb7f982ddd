#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/detail/body_sink.hpp>
#include <plait/http/detail/streamed_body.hpp>
#include <plait/http/response.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace plait::http {

/// Writes the body of an answer while it is sent: see `stream`.
///
/// Threads: the connection's loop only. Tasks for which the callable waits may write, too; a piece of at most 64 KiB stays
///   whole.
class body_writer {
public:
    static constexpr std::size_t most_queued = 64 * 1024;

    explicit body_writer(detail::body_sink& to) noexcept : to_(to) {} ///< For the server.
    body_writer(const body_writer&) = delete;
    body_writer& operator=(const body_writer&) = delete;

    /// Takes a piece, of any size. Small pieces that are written without a wait between them go out together, when the
    /// task waits for something else, or when they are 16 KiB. This waits while more than 64 KiB have not been sent, as
    /// the client does not read fast enough.
    ///
    /// Errors: `asio::error::operation_aborted` when the caller is cancelled, as it is when the client has left.
    ///
    /// Cancellation: ends the wait; the piece is in the answer all the same.
    [[nodiscard]] awaitable<void> write(std::string_view piece);

    /// Waits until all that was written has gone out.
    ///
    /// Errors: `asio::error::operation_aborted` when the caller is cancelled, or when the connection is given up before.
    [[nodiscard]] awaitable<void> flush();

    /// Adds a field that follows the body. It throws `std::invalid_argument` as `response::set` does, and for a field that
    /// must stand ahead of a body (RFC 9110 section 6.5.1). A client of HTTP/1.0 gets no trailers.
    void trailer(std::string_view name, std::string_view value);

private:
    detail::body_sink& to_;
};

/// Returns an answer whose body is written while it is sent, of any length:
///
///     app.get("/export.csv", [&users](request&) {
///         return stream("text/csv", [&users](body_writer& out) -> awaitable<> {
///             for (const user& each : users)
///                 co_await out.write(each.line());
///         });
///     });
///
/// `write(out, arguments...)` is called when the head has been written. The callable and copies of the arguments are kept
/// until the last byte has gone out. The request, its views and its route live as long. What a callable captures by
/// reference must live that long, too: inside a coroutine, do not capture its variables by reference, as they are gone
/// when the coroutine has returned.
///
/// It runs after the handler and the middlewares have returned, so a `context_value` that one of them has set is not seen
/// in it: read such values in the handler, and capture them.
///
/// The body has chunks (RFC 9112 section 7.1), or ends with the connection for a client of HTTP/1.0. For HEAD, and where
/// the status has no body, the callable is not called.
///
/// Time: `handler_timeout` is over when the answer is returned. From then on the client must read something within each
///   `write_timeout`, and all is over after `route_options::stream_timeout`, of which there is none by default.
///
/// Errors: an exception of the callable cuts the connection, after what was written before, so that the client sees that
///   the body is not whole; the error is logged. For a client of HTTP/1.0, which could take the end of the connection for
///   that of the body, the connection is reset (over TCP).
///
/// Cancellation: a client that leaves cancels the callable. So does a server that stops, after `drain_timeout`;
///   `request::stopping` tells before that.
///
/// Threads: the connection's loop only.
///
/// Cost: that of a task, and of a write to the socket for what is written between two waits.
template <class Write, class... Arguments>
response stream(detail::constant_text type, Write&& write, Arguments&&... arguments)
{
    static_assert(
        std::is_invocable_r_v<awaitable<void>, std::decay_t<Write>&, body_writer&, std::decay_t<Arguments>&...>,
        "stream(type, write, arguments...) calls write(http::body_writer&, arguments...), which returns "
        "plait::awaitable<>");
    using kept = detail::streamed_body_of<body_writer, std::decay_t<Write>, std::decay_t<Arguments>...>;
    return detail::streamed(
        std::move(response().content_type(type)),
        std::make_shared<kept>(std::forward<Write>(write), std::forward<Arguments>(arguments)...));
}

/// Runs the callable of an answer that `stream` or `events` has made, and returns its body. For tests that call a handler.
/// For any other answer this returns its body.
[[nodiscard]] awaitable<std::string> read_body(response&);

} // namespace plait::http
