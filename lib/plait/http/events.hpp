#pragma once

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>
#include <plait/http/detail/body_sink.hpp>
#include <plait/http/detail/streamed_body.hpp>
#include <plait/http/response.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace plait::http {

/// A server-sent event, where it has more than its data. The setters throw `std::invalid_argument` for a name or an id
/// with a line end or a NUL, and for a negative time: they would split the event, or make another of it.
///
///     co_await out.send(server_event(price).name("tick").id("7"));
class server_event {
public:
    template <std::convertible_to<std::string> Text>
    explicit server_event(Text&& data) : text_(std::forward<Text>(data))
    {
    }

    server_event& name(std::string_view) &;
    server_event&& name(std::string_view value) && { return std::move(name(value)); }
    server_event& id(std::string_view) &; ///< A client that connects again sends the last one as Last-Event-ID.
    server_event&& id(std::string_view value) && { return std::move(id(value)); }
    server_event& retry(clock::duration) &; ///< After which time a client connects again; in milliseconds on the wire.
    server_event&& retry(clock::duration value) && { return std::move(retry(value)); }

    /// The event as it is sent.
    [[nodiscard]] std::string text() const;

private:
    server_event& put(std::string_view field, std::string_view value);

    std::string text_; // the lines of the fields, and then the data
    std::size_t size_of_fields_ = 0;
};

/// Sends events: see `events`.
///
/// Threads: the connection's loop only. Tasks for which the callable waits may send, too; events stay whole.
class event_writer {
public:
    explicit event_writer(detail::body_sink& to) noexcept : to_(to) {} ///< For the server.
    event_writer(const event_writer&) = delete;
    event_writer& operator=(const event_writer&) = delete;

    /// Sends an event. Data of several lines arrive as such: each line end, also a single CR, arrives as a line feed.
    /// This waits while more than 64 KiB have not been sent.
    ///
    /// Errors: `asio::error::operation_aborted` when the caller is cancelled, as it is when the client has left.
    [[nodiscard]] awaitable<void> send(const server_event&);
    [[nodiscard]] awaitable<void> send(std::string data);

private:
    detail::body_sink& to_;
};

/// Returns an answer that is a stream of server-sent events (the `EventSource` of browsers):
///
///     app.get("/live", [&prices](request&) {
///         return events([&prices](event_writer& out) -> awaitable<> {
///             while (true)
///                 co_await out.send(co_await prices.next());
///         });
///     });
///
/// All that `stream` says holds. When nothing is sent for 15 s, a comment is, so that no proxy takes the connection for
/// dead; `heartbeat` below sets another time. A client that comes again says in `request.field("Last-Event-ID")` what it
/// has seen last. When the server stops, the callable is cancelled at once and the stream ends in order, as clients of
/// events connect again by themselves.
///
/// Cost: a stream that waits keeps 2 KiB: the head of a request of curl and the frame of a callable that sleeps are in that
///   (`connection_cost`). The first streams of a route keep 4 KiB more each, until the server knows that it streams.
template <class Write, class... Arguments>
    requires(!std::convertible_to<Write, clock::duration>)
response events(Write&& write, Arguments&&... arguments);

/// Does the same with another time between two signs of life; zero means none.
template <class Write, class... Arguments>
response events(clock::duration heartbeat, Write&& write, Arguments&&... arguments);

//
// Implementation
//

namespace detail {

[[nodiscard]] response event_stream(std::shared_ptr<streamed_body>, clock::duration heartbeat);

} // namespace detail

template <class Write, class... Arguments>
response events(clock::duration heartbeat, Write&& write, Arguments&&... arguments)
{
    static_assert(
        std::is_invocable_r_v<awaitable<void>, std::decay_t<Write>&, event_writer&, std::decay_t<Arguments>&...>,
        "events(write, arguments...) calls write(http::event_writer&, arguments...), which returns plait::awaitable<>");
    using kept = detail::streamed_body_of<event_writer, std::decay_t<Write>, std::decay_t<Arguments>...>;
    return detail::event_stream(
        std::make_shared<kept>(std::forward<Write>(write), std::forward<Arguments>(arguments)...), heartbeat);
}

template <class Write, class... Arguments>
    requires(!std::convertible_to<Write, clock::duration>)
response events(Write&& write, Arguments&&... arguments)
{
    return events(
        clock::duration(std::chrono::seconds(15)), std::forward<Write>(write), std::forward<Arguments>(arguments)...);
}

} // namespace plait::http
