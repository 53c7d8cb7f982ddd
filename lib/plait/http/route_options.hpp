#pragma once

#include <plait/bytes.hpp>
#include <plait/clock.hpp>
#include <plait/http/middleware.hpp>

#include <cstddef>
#include <optional>

namespace plait::http {

/// The limits and times of a route, where they differ from the server's `server_options`. Each setter returns the
/// options, so that the calls chain:
///
///     app.post("/upload", upload, route_options().body_limit(64_MiB).body_total_timeout(1h));
///
/// An option that is not set has the server's value. A route cannot change the limits of what is read before the route
/// is known (head, target, fields). It cannot change the time to write answers either: one write may hold the answers
/// of several routes.
///
/// Errors: `std::invalid_argument` for a negative time, or a negative size.
///
/// Threads: a value: one thread at a time.
///
/// Cost: 1 ns to set an option, no memory (`bench_http`).
class route_options {
public:
    using duration = clock::duration;

    /// The largest body of a request, as `plait::bytes` or an integer. A larger one is answered 413, and the connection is closed.
    route_options& body_limit(plait::detail::byte_limit most);
    [[nodiscard]] std::optional<std::size_t> body_limit() const noexcept { return body_limit_; }

    /// How long a client may send nothing while its body is not complete. Then the request is answered 408, and the
    /// connection is closed.
    route_options& body_timeout(duration value);
    [[nodiscard]] std::optional<duration> body_timeout() const noexcept { return body_timeout_; }

    /// The time from the end of the head to the end of the body, even if the body comes steadily. After it the request
    /// is answered 408, and the connection is closed.
    route_options& body_total_timeout(duration value);
    [[nodiscard]] std::optional<duration> body_total_timeout() const noexcept { return body_total_timeout_; }

    /// How long the handler may take. Then it is cancelled, and the request is answered 503.
    route_options& handler_timeout(duration value);
    [[nodiscard]] std::optional<duration> handler_timeout() const noexcept { return handler_timeout_; }

    /// How long an answer of `stream` or `events` may take, from its head to its last byte. Then it is cut off. By default
    /// there is no such limit.
    route_options& stream_timeout(duration value);
    [[nodiscard]] std::optional<duration> stream_timeout() const noexcept { return stream_timeout_; }

    /// Lets the route be served whatever the load is, for what tells of the server's health. Its requests do not wait in
    /// the line of an overloaded loop, and do not count among `server_options::max_requests_in_flight`. It holds for the
    /// route's own method, and HEAD for GET; not for what middlewares answer in its place, such as OPTIONS.
    route_options& never_shed() noexcept;
    [[nodiscard]] bool may_be_shed() const noexcept { return may_be_shed_; }

    /// Adds code around this route's handler alone, inside the middlewares of its router: see `router::use`.
    ///
    ///     app.get("/report", report, route_options().use(only_at_night));
    route_options& use(const middleware& added);
    /// For plait itself.
    [[nodiscard]] const detail::closure* middlewares() const noexcept { return middlewares_.get(); }

private:
    std::optional<std::size_t> body_limit_;
    std::optional<duration> body_timeout_;
    std::optional<duration> body_total_timeout_;
    std::optional<duration> handler_timeout_;
    std::optional<duration> stream_timeout_;
    bool may_be_shed_ = true;
    detail::shared_closure middlewares_;
};

} // namespace plait::http
