#pragma once

#include <plait/clock.hpp>
#include <plait/http/detail/parse_limits.hpp>
#include <plait/http/trusted_proxies.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http {

/// How a server listens, and what it bears. Each setter returns the options, so that they chain:
///
///     serve(app, server_options().port(8080).body_limit(64 * 1024))
///
/// Errors: `std::invalid_argument` for what cannot be, as a negative time.
///
/// Threads: a value: one thread at a time.
///
/// Cost: 16 ns to make them, no memory (`bench_http`).
class server_options {
public:
    using duration = clock::duration;

    /// The address to listen on, IPv4 or IPv6. Default 127.0.0.1: this machine only. All interfaces: 0.0.0.0, or ::, which
    /// takes IPv4 too.
    server_options& address(std::string value);
    [[nodiscard]] const std::string& address() const noexcept { return address_; }

    /// Default 7070. 0: a free port that the system chooses; `listener::port` says which.
    server_options& port(std::uint16_t value) noexcept;
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// An address to listen on, in place of `address` and `port`; each call adds one:
    ///
    ///     server_options().listen("0.0.0.0:80").listen("[::1]:7070").listen("unix:/run/app.sock")
    ///
    /// - "127.0.0.1:7070", "[::1]:7070": TCP. "[::]:80" takes IPv4 too. Port 0: a free one that the system chooses.
    /// - "unix:PATH": a unix socket. The file of a program that has ended is replaced; one that a program listens on is an
    ///   error. It is removed at the end.
    /// - "systemd", "systemd:NAME": the sockets that systemd hands over (LISTEN_FDS), all or those of that
    ///   FileDescriptorName. As systemd keeps them open, no client notices a restart of the server: who connects meanwhile
    ///   waits.
    server_options& listen(std::string address);
    [[nodiscard]] const std::vector<std::string>& listens() const noexcept { return listens_; }

    /// Who may connect to unix sockets, as the mode of their file: 0660 is the owner and the group. Default: as the umask
    /// has it, which mostly is the owner.
    server_options& unix_mode(unsigned value) noexcept;
    [[nodiscard]] std::optional<unsigned> unix_mode() const noexcept { return unix_mode_; }

    /// Connections that are open at the same time. Beyond: 503, and the connection is closed. Default 65,536. 0: no limit.
    /// Each takes a descriptor: a choice that is beyond what the process may have of these is warned of in the log. When
    /// there are no more, connections that wait for a request are closed for new ones, those that have waited longest
    /// first, and the log says so.
    server_options& max_connections(std::size_t count) noexcept;
    [[nodiscard]] std::size_t max_connections() const noexcept { return max_connections_.value_or(64 * 1024); }
    [[nodiscard]] bool chooses_max_connections() const noexcept { return max_connections_.has_value(); }

    /// Whether `serve` raises the number of descriptors that this process may have from the soft limit, which often is 1,024,
    /// to the hard one. Default true. What the process starts inherits it; `select(2)` takes none above 1,023.
    server_options& raise_descriptor_limit(bool value) noexcept;
    [[nodiscard]] bool raise_descriptor_limit() const noexcept { return raise_descriptor_limit_; }

    /// The same for each peer: an IPv4 address, or the first 64 bits of an IPv6 one. Not for unix sockets. A proxy is one
    /// peer. Default 0: no limit.
    server_options& max_connections_by_peer(std::size_t count) noexcept;
    [[nodiscard]] std::size_t max_connections_by_peer() const noexcept { return max_connections_by_peer_; }

    /// Every connection begins with a header of the PROXY protocol, version 1 or 2, within `head_timeout`; one that does not
    /// is closed. It names the peer (`request::peer`). Default false. Anyone can write such a header: listen where only the
    /// proxy can connect.
    server_options& proxy_protocol(bool value) noexcept;
    [[nodiscard]] bool proxy_protocol() const noexcept { return proxy_protocol_; }

    /// The proxies that say in a field of the request for whom they ask, for `request::client`. Default: none. Throws
    /// `std::invalid_argument` for what is not a range of addresses. A target that begins with `https:` is served if one of
    /// them sends it: from others, who have encrypted nothing, it is answered 421.
    ///
    ///     server_options().trust_proxies({"127.0.0.1", "10.0.0.0/8"}, forwarding_field::x_forwarded_for)
    server_options& trust_proxies(const std::vector<std::string>& ranges, forwarding_field);
    [[nodiscard]] const trusted_proxies& trust_proxies() const noexcept { return trusted_; }

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
    server_options& head_timeout(duration value);
    [[nodiscard]] duration head_timeout() const noexcept { return head_timeout_; }

    /// How long nothing may come of a body that is not complete. Then: 408, and the connection is closed. Default 30 s.
    server_options& body_timeout(duration value);
    [[nodiscard]] duration body_timeout() const noexcept { return body_timeout_; }

    /// From the end of the head to the end of the body, however steadily it comes. Then: 408, and the connection is closed.
    /// Default 5 min, in which 1 MiB comes with 28 kbit/s; a route with a larger `body_limit` may give more.
    server_options& body_total_timeout(duration value);
    [[nodiscard]] duration body_total_timeout() const noexcept { return body_total_timeout_; }

    /// From the end of a request to the handler's answer. Then the handler is cancelled, and the client is answered 503; if
    /// it does not end within another second, without it. The connection is closed. `deadline_left` tells a handler.
    /// Default 30 s.
    server_options& handler_timeout(duration value);
    [[nodiscard]] duration handler_timeout() const noexcept { return handler_timeout_; }

    /// Whether a handler is cancelled when its client has closed the connection. Default true. A client that has only shut
    /// down its sending side, and still waits for its answer, looks the same, as `printf ... | nc -N` and HTTP/1.0 clients
    /// that end their request so: it gets the answers that come at once, and none of a handler that waits for something.
    /// false is for those: a client gets the answers to all that it has sent, and only one that resets the connection is
    /// known to have left. A client that left behind requests that wait for the one that runs is noticed within 250 ms, unless
    /// they are more than the kernel keeps, some 64 KiB.
    server_options& cancel_on_disconnect(bool value) noexcept;
    [[nodiscard]] bool cancel_on_disconnect() const noexcept { return cancel_on_disconnect_; }

    /// How long a client may take to read the next piece of an answer. Then the connection is closed. Default 30 s.
    server_options& write_timeout(duration value);
    [[nodiscard]] duration write_timeout() const noexcept { return write_timeout_; }

    /// A client that sends on though its connection ends, mostly a body that was answered 413, is read from before the
    /// connection is closed, as most look for an answer only when they have sent all: as long as something comes within
    /// this. Default 5 s.
    server_options& linger_timeout(duration value);
    [[nodiscard]] duration linger_timeout() const noexcept { return linger_timeout_; }

    /// The same in all, however much comes; at most a second when the server stops. What is read is thrown away. Default 30 s.
    server_options& linger_total_timeout(duration value);
    [[nodiscard]] duration linger_total_timeout() const noexcept { return linger_total_timeout_; }

    /// How long a connection stays open without a request. Then it is closed. Default 60 s.
    server_options& idle_timeout(duration value);
    [[nodiscard]] duration idle_timeout() const noexcept { return idle_timeout_; }

    /// How long a server that stops waits for what is in flight. Then that is cancelled. Default 10 s.
    server_options& drain_timeout(duration value);
    [[nodiscard]] duration drain_timeout() const noexcept { return drain_timeout_; }

    /// Called with one line for what goes wrong in this server, as a handler that throws, in place of `plait::log`. On all
    /// loops at the same time. Default: empty, so that `plait::log` has it. What it throws goes to `on_dropped_error`.
    server_options& log(std::function<void(std::string_view)> line);
    [[nodiscard]] const std::function<void(std::string_view)>& log() const noexcept { return log_; }

private:
    std::string address_ = "127.0.0.1";
    std::uint16_t port_ = 7070;
    detail::parse_limits limits_;
    bool proxy_protocol_ = false;
    std::vector<std::string> listens_;
    std::optional<unsigned> unix_mode_;
    std::optional<std::size_t> max_connections_;
    bool raise_descriptor_limit_ = true;
    std::size_t max_connections_by_peer_ = 0;
    trusted_proxies trusted_;
    duration head_timeout_ = std::chrono::seconds(10);
    duration body_timeout_ = std::chrono::seconds(30);
    duration body_total_timeout_ = std::chrono::minutes(5);
    duration handler_timeout_ = std::chrono::seconds(30);
    bool cancel_on_disconnect_ = true;
    duration write_timeout_ = std::chrono::seconds(30);
    duration linger_timeout_ = std::chrono::seconds(5);
    duration linger_total_timeout_ = std::chrono::seconds(30);
    duration idle_timeout_ = std::chrono::seconds(60);
    duration drain_timeout_ = std::chrono::seconds(10);
    std::function<void(std::string_view)> log_;
};

} // namespace plait::http
