#pragma once

#include <plait/clock.hpp>
#include <plait/http/detail/parse_limits.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace plait::http {

/// How a server listens, and what it bears. Each setter returns the options, so that they chain:
///
///     serve(app, server_options().port(8080).body_limit(64 * 1024))
///
/// Threads: a value: one thread at a time.
///
/// Cost: 7 ns to make them, no memory (`bench_http`).
class server_options {
public:
    using duration = clock::duration;

    /// The address to listen on, IPv4 or IPv6. Default 127.0.0.1: this machine only. All interfaces: 0.0.0.0 or ::.
    server_options& address(std::string value);
    [[nodiscard]] const std::string& address() const noexcept { return address_; }

    /// Default 7070. 0: a free port that the system chooses; `listener::port` says which.
    server_options& port(std::uint16_t value) noexcept;
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// Bytes of request line and fields. Beyond: 431, or 414 if the line alone is too long, and the connection is closed.
    /// Default 16 KiB, at most 32 KiB, at least 256 bytes (`std::invalid_argument`).
    server_options& head_limit(std::size_t bytes);
    [[nodiscard]] std::size_t head_limit() const noexcept { return limits_.head; }

    /// Bytes of a request's target, "/users/7?full". Beyond: 414, and the connection is closed. Default 8 KiB; one that does
    /// not fit into `head_limit` is too long in any case.
    server_options& target_limit(std::size_t bytes) noexcept;
    [[nodiscard]] std::size_t target_limit() const noexcept { return limits_.target; }

    /// Fields of a head. Beyond: 431, and the connection is closed. Default 100.
    server_options& field_limit(std::size_t count) noexcept;
    [[nodiscard]] std::size_t field_limit() const noexcept { return limits_.fields; }

    /// Bytes of a request's body. Beyond: 413, and the connection is closed. Default 1 MiB.
    server_options& body_limit(std::size_t bytes) noexcept;
    [[nodiscard]] std::size_t body_limit() const noexcept { return limits_.body; }

    /// Bytes of the extensions of all chunks of a body, which nobody reads. Beyond: 400, and the connection is closed.
    /// Default 4 KiB, at most 8 KiB (`std::invalid_argument`).
    server_options& chunk_extension_limit(std::size_t bytes);
    [[nodiscard]] std::size_t chunk_extension_limit() const noexcept { return limits_.chunk_extensions; }

    /// Bytes of the fields behind a body of chunks, which nobody reads. Beyond: 431, and the connection is closed. Default
    /// 4 KiB, at most 8 KiB (`std::invalid_argument`).
    server_options& trailer_limit(std::size_t bytes);
    [[nodiscard]] std::size_t trailer_limit() const noexcept { return limits_.trailers; }

    /// All of the above together, for the server.
    [[nodiscard]] const detail::parse_limits& limits() const noexcept { return limits_; }

    /// From the first byte of a head to its end. Then: 408, and the connection is closed. Default 10 s.
    server_options& head_timeout(duration value) noexcept;
    [[nodiscard]] duration head_timeout() const noexcept { return head_timeout_; }

    /// From the end of the head to the end of the body. Then: 408, and the connection is closed. Default 30 s.
    server_options& body_timeout(duration value) noexcept;
    [[nodiscard]] duration body_timeout() const noexcept { return body_timeout_; }

    /// How long a client may take to read the next piece of an answer. Then the connection is closed. Default 30 s.
    server_options& write_timeout(duration value) noexcept;
    [[nodiscard]] duration write_timeout() const noexcept { return write_timeout_; }

    /// How long a connection stays open without a request. Then it is closed. Default 60 s.
    server_options& idle_timeout(duration value) noexcept;
    [[nodiscard]] duration idle_timeout() const noexcept { return idle_timeout_; }

    /// How long a server that stops waits for what is in flight. Then that is cancelled. Default 10 s.
    server_options& drain_timeout(duration value) noexcept;
    [[nodiscard]] duration drain_timeout() const noexcept { return drain_timeout_; }

    /// Called with one line for what goes wrong in the server, as a handler that throws. On all loops at the same time.
    /// Default: standard error. What it throws goes to `on_dropped_error`.
    server_options& log(std::function<void(std::string_view)> line);
    [[nodiscard]] const std::function<void(std::string_view)>& log() const noexcept { return log_; }

private:
    std::string address_ = "127.0.0.1";
    std::uint16_t port_ = 7070;
    detail::parse_limits limits_;
    duration head_timeout_ = std::chrono::seconds(10);
    duration body_timeout_ = std::chrono::seconds(30);
    duration write_timeout_ = std::chrono::seconds(30);
    duration idle_timeout_ = std::chrono::seconds(60);
    duration drain_timeout_ = std::chrono::seconds(10);
    std::function<void(std::string_view)> log_ = default_log();

    static std::function<void(std::string_view)> default_log();
};

} // namespace plait::http
