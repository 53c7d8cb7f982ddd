#pragma once

#include <plait/clock.hpp>

#include <cstddef>
#include <optional>

namespace plait::http {

/// What a route allows that differs from the server's `server_options`. Each setter returns the options, so that they chain:
///
///     app.post("/upload", upload, route_options().body_limit(64 << 20).body_total_timeout(1h));
///
/// What is not set is the server's. So are the limits of what is read before the route is known (head, target, fields), and
/// the time to write answers, which may be those of several routes in one write.
///
/// Threads: a value: one thread at a time.
///
/// Cost: 1 ns to set one, no memory (`bench_http`).
class route_options {
public:
    using duration = clock::duration;

    /// Bytes of a request's body. Beyond: 413, and the connection is closed.
    route_options& body_limit(std::size_t bytes) noexcept;
    [[nodiscard]] std::optional<std::size_t> body_limit() const noexcept { return body_limit_; }

    /// How long nothing may come of a body that is not complete. Then: 408, and the connection is closed.
    route_options& body_timeout(duration value) noexcept;
    [[nodiscard]] std::optional<duration> body_timeout() const noexcept { return body_timeout_; }

    /// From the end of the head to the end of the body, however steadily it comes. Then: 408, and the connection is closed.
    route_options& body_total_timeout(duration value) noexcept;
    [[nodiscard]] std::optional<duration> body_total_timeout() const noexcept { return body_total_timeout_; }

    /// How long the handler may take. Then it is cancelled, and the answer is 503.
    route_options& handler_timeout(duration value) noexcept;
    [[nodiscard]] std::optional<duration> handler_timeout() const noexcept { return handler_timeout_; }

private:
    std::optional<std::size_t> body_limit_;
    std::optional<duration> body_timeout_;
    std::optional<duration> body_total_timeout_;
    std::optional<duration> handler_timeout_;
};

} // namespace plait::http
