#pragma once

#include <plait/bytes.hpp>
#include <plait/clock.hpp>
#include <plait/http/detail/parse_limits.hpp>
#include <plait/http/request_end.hpp>
#include <plait/http/trusted_proxies.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http {

namespace detail {
struct load_counts;
} // namespace detail

class server_load;

/// Where a server listens, and which limits it sets its clients. Each setter returns the options, so that the calls
/// chain:
///
///     serve(app, server_options().port(8080).body_limit(64 * 1024))
///
/// Errors: a setter throws `std::invalid_argument` for a value that makes no sense, such as a negative time or number,
///   or a port above 65,535. A limit in bytes takes `plait::bytes` (`64_KiB`) or an integer.
///
/// Threads: a value: one thread at a time.
///
/// Cost: 16 ns to make the options, no memory (`bench_http`).
class server_options {
public:
    using duration = clock::duration;

    /// The address to listen on, IPv4 or IPv6. The default is 127.0.0.1, which only this machine can reach. 0.0.0.0
    /// listens on all interfaces; so does ::, which takes both IPv6 and IPv4.
    server_options& address(std::string value);
    [[nodiscard]] const std::string& address() const noexcept { return address_; }

    /// The port to listen on. The default is 7070. With 0 the system chooses a free port, and `listener::port` says
    /// which.
    server_options& port(plait::detail::count_argument value);
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// An address to listen on, in place of `address` and `port`; each call adds one:
    ///
    ///     server_options().listen("0.0.0.0:80").listen("[::1]:7070").listen("unix:/run/app.sock")
    ///
    /// - "127.0.0.1:7070", "[::1]:7070": TCP. "[::]:80" takes IPv4 too. With port 0 the system chooses a free one.
    /// - "unix:PATH": a unix socket. If the socket's file is left from a program that has ended, it is replaced. If a
    ///   program still listens on it, that is an error. The file is removed at the end.
    /// - "systemd", "systemd:NAME": the sockets that systemd hands over (LISTEN_FDS): all of them, or those whose
    ///   FileDescriptorName is NAME. Systemd keeps them open, so no client notices a restart of the server: a client
    ///   that connects meanwhile waits.
    server_options& listen(std::string address);
    [[nodiscard]] const std::vector<std::string>& listens() const noexcept { return listens_; }

    /// The mode of a unix socket's file, which says who may connect: 0660 lets the owner and the group in. By default
    /// the umask decides; mostly that lets the owner in only.
    server_options& unix_mode(plait::detail::count_argument value);
    [[nodiscard]] std::optional<unsigned> unix_mode() const noexcept { return unix_mode_; }

    /// How many connections may be open at the same time. A connection beyond the limit gets 503 and is closed. The
    /// default is 65,536. 0 means no limit. Each connection takes a descriptor. If you choose more connections than the
    /// process may have descriptors, the log warns of it. When no descriptor is left, the server closes connections
    /// that wait for a request, those that have waited longest first, to make room for new ones, and logs that.
    server_options& max_connections(plait::detail::count_argument count);
    [[nodiscard]] std::size_t max_connections() const noexcept { return max_connections_.value_or(64 * 1024); }
    [[nodiscard]] bool chooses_max_connections() const noexcept { return max_connections_.has_value(); }

    /// Whether `serve` raises the number of descriptors that this process may have from the soft limit, which often is
    /// 1,024, to the hard limit. The default is true. Set it to false if this process, or a program that it starts and
    /// that inherits the limit, calls `select(2)`, which takes no descriptor above 1,023.
    server_options& raise_descriptor_limit(bool value) noexcept;
    [[nodiscard]] bool raise_descriptor_limit() const noexcept { return raise_descriptor_limit_; }

    /// How many connections of one peer may be open at the same time. A peer is an IPv4 address, or the first 64 bits
    /// of an IPv6 address; a proxy is one peer. The limit does not hold for unix sockets. The default is 0, which means
    /// no limit.
    server_options& max_connections_by_peer(plait::detail::count_argument count);
    [[nodiscard]] std::size_t max_connections_by_peer() const noexcept { return max_connections_by_peer_; }

    /// Whether every connection must begin with a header of the PROXY protocol, version 1 or 2, which names the peer
    /// (`request::peer`). A connection that does not send it is closed. `head_timeout` counts from accept then, for this
    /// header and the head of the first request together. The default is false.
    /// Anyone can write such a header, so listen where only the proxy can connect.
    server_options& proxy_protocol(bool value) noexcept;
    [[nodiscard]] bool proxy_protocol() const noexcept { return proxy_protocol_; }

    /// The proxies that are believed when they say in a field of the request for whom they ask. `request::client`
    /// returns that client. By default there are none. This throws `std::invalid_argument` for a text that is not a
    /// range of addresses. A request whose target begins with `https:` is served if one of these proxies sends it. From
    /// any other peer it is answered 421, as that peer has encrypted nothing.
    ///
    ///     server_options().trust_proxies({"127.0.0.1", "10.0.0.0/8"}, forwarding_field::x_forwarded_for)
    server_options& trust_proxies(const std::vector<std::string>& ranges, forwarding_field);
    [[nodiscard]] const trusted_proxies& trust_proxies() const noexcept { return trusted_; }

    /// The largest request line with all fields, in bytes. A longer head is answered 431, or 414 if the line alone is
    /// too long, and the connection is closed. The default is 16 KiB. This throws `std::invalid_argument` for less than
    /// 256 bytes or more than 32 KiB.
    server_options& head_limit(plait::detail::byte_limit most);
    [[nodiscard]] std::size_t head_limit() const noexcept { return limits_.head; }

    /// The longest target ("/users/7?full"), in bytes. A request with a longer one is answered 414, and the connection
    /// is closed. The default is 8 KiB. A target that does not fit into `head_limit` is too long in any case.
    server_options& target_limit(plait::detail::byte_limit most);
    [[nodiscard]] std::size_t target_limit() const noexcept { return limits_.target; }

    /// How many fields a head may have. A request with more is answered 431, and the connection is closed. The default
    /// is 100.
    server_options& field_limit(plait::detail::count_argument count);
    [[nodiscard]] std::size_t field_limit() const noexcept { return limits_.fields; }

    /// The largest body of a request, in bytes. A larger one is answered 413, and the connection is closed. The default
    /// is 1 MiB.
    server_options& body_limit(plait::detail::byte_limit most);
    [[nodiscard]] std::size_t body_limit() const noexcept { return limits_.body; }

    /// How many bytes the extensions of all chunks of a body may have together. Nobody reads these. A body with more is
    /// answered 400, and the connection is closed. The default is 4 KiB. This throws `std::invalid_argument` for more
    /// than 8 KiB.
    server_options& chunk_extension_limit(plait::detail::byte_limit most);
    [[nodiscard]] std::size_t chunk_extension_limit() const noexcept { return limits_.chunk_extensions; }

    /// How many bytes the fields after a body of chunks may have together. Nobody reads these. A request with more is
    /// answered 431, and the connection is closed. The default is 4 KiB. This throws `std::invalid_argument` for more
    /// than 8 KiB.
    server_options& trailer_limit(plait::detail::byte_limit most);
    [[nodiscard]] std::size_t trailer_limit() const noexcept { return limits_.trailers; }

    /// All limits above together, for the server.
    [[nodiscard]] const detail::parse_limits& limits() const noexcept { return limits_; }

    /// The time from the first byte of a head to its end. After it the request is answered 408, and the connection is
    /// closed. The default is 10 s.
    server_options& head_timeout(duration value);
    [[nodiscard]] duration head_timeout() const noexcept { return head_timeout_; }

    /// How long a client may send nothing while its body is not complete. Then the request is answered 408, and the
    /// connection is closed. The default is 30 s.
    server_options& body_timeout(duration value);
    [[nodiscard]] duration body_timeout() const noexcept { return body_timeout_; }

    /// How many bytes of a body must come for each second beyond `body_timeout`. A client that sends more slowly than that,
    /// a byte now and then, is answered 408, and the connection is closed. The default is 8. With 0 any progress counts.
    server_options& least_body_rate(plait::detail::byte_limit each_second);
    [[nodiscard]] std::size_t least_body_rate() const noexcept { return least_body_rate_; }

    /// The time from the end of the head to the end of the body, even if the body comes steadily. After it the request
    /// is answered 408, and the connection is closed. The default is 5 min, in which 1 MiB comes at 28 kbit/s. A route
    /// with a larger `body_limit` may give more time.
    server_options& body_total_timeout(duration value);
    [[nodiscard]] duration body_total_timeout() const noexcept { return body_total_timeout_; }

    /// The time from the end of a request to the handler's answer. After it the handler is cancelled, the request is
    /// answered 503, and the connection is closed. The answer waits for the handler to end, but no longer than another
    /// second. `deadline_left` tells a handler how much time it has. The default is 30 s.
    server_options& handler_timeout(duration value);
    [[nodiscard]] duration handler_timeout() const noexcept { return handler_timeout_; }

    /// Whether a handler is cancelled when its client has closed the connection. The default is true. A client that has
    /// only shut down its sending side, and still waits for its answer, looks the same as one that has left.
    /// `printf ... | nc -N` does that, and HTTP/1.0 clients that end their requests so. With true, such a client gets
    /// the answers that come at once, and none from a handler that waits for something. With false, it gets the answers
    /// to all that it has sent, and only a client that resets its connection is known to have left. A client may send
    /// several requests and leave while the first one runs. The server notices that within 250 ms, unless the requests
    /// that still wait are more than the kernel keeps, some 64 KiB.
    server_options& cancel_on_disconnect(bool value) noexcept;
    [[nodiscard]] bool cancel_on_disconnect() const noexcept { return cancel_on_disconnect_; }

    /// How long a client may take to read the next piece of an answer. Then the connection is closed. The default is
    /// 30 s.
    server_options& write_timeout(duration value);
    [[nodiscard]] duration write_timeout() const noexcept { return write_timeout_; }

    /// How long the server waits for the next bytes of a client that still sends although its connection ends, mostly a
    /// body that was answered 413. The server reads on before it closes the connection, because most clients look for
    /// an answer only when they have sent all. It closes when nothing comes within this time. The default is 5 s.
    server_options& linger_timeout(duration value);
    [[nodiscard]] duration linger_timeout() const noexcept { return linger_timeout_; }

    /// How long the server reads on from such a client altogether, however much comes. When the server stops, it is at
    /// most a second. What is read is thrown away. The default is 30 s.
    server_options& linger_total_timeout(duration value);
    [[nodiscard]] duration linger_total_timeout() const noexcept { return linger_total_timeout_; }

    /// How long a connection stays open without a request. Then it is closed. The default is 60 s.
    server_options& idle_timeout(duration value);
    [[nodiscard]] duration idle_timeout() const noexcept { return idle_timeout_; }

    /// How long a server that stops waits for the requests in flight and for background work. Then these are cancelled.
    /// The default is 10 s.
    server_options& drain_timeout(duration value);
    [[nodiscard]] duration drain_timeout() const noexcept { return drain_timeout_; }

    /// How long requests may wait for their loop when more come than it can serve. The default is 5 ms. 0 means that no
    /// request is refused for that, and all wait for as long as it takes.
    ///
    /// The wait counts from when the kernel has the request's head to the start of the handler. It is measured by the turns
    /// of a loop: what comes while the loop is at work waits until it asks the kernel again. A handler that itself
    /// waits (`sleep_for`, a client's call, `blocking`) holds up nobody. Neither a burst nor a single slow handler
    /// makes a loop overloaded. It is when every wait of 100 ms was longer than this time, with requests of several
    /// connections that take 50 us or more on average: where they take less, refusing would make no room.
    ///
    /// While a loop is overloaded, its newest request is served first, and one that has waited longer than this time, or
    /// than its `handler_timeout`, is answered 503 with `Retry-After: 1`, before its body is read or its handler
    /// is started. The connection stays open, unless a body of the request has not come yet. This answer is
    /// always the same: neither middlewares nor `on_error` see it, so it has no fields for CORS. `on_request_end` is
    /// told of it, as `ending::refused`. `route_options::never_shed` exempts a route. The log is told when it begins, once a
    /// minute at most, and `server_load` counts.
    ///
    /// Offered twice what it can serve, a loop whose handler takes 150 us gives 97 % of its best throughput in good
    /// answers, 99 % of them within 2.4 ms; with 0 they take 5 s. A refusal takes 5 us (`tests/bench/overload.py`).
    ///
    /// Clients that send their next request as soon as they are answered are a queue that stands, too: 64 of
    /// them on a handler that takes 1 ms wait for 64 ms, so most are refused. Set 0 for such a measurement.
    server_options& overload_target(duration value);
    [[nodiscard]] duration overload_target() const noexcept { return overload_target_; }

    /// How many requests may be in flight, on all loops together: from the start of the handler to the last byte of the
    /// answer. One more is answered 503 at once, as `overload_target` says, and does not wait. It protects what handlers
    /// wait for, such as a slow database, as `overload_target` sees only what holds the loops. A stream of events counts
    /// for as long as it is open: leave room for all of them, or give their route `never_shed`. The default is 0, which
    /// means no limit.
    server_options& max_requests_in_flight(plait::detail::count_argument count);
    [[nodiscard]] std::size_t max_requests_in_flight() const noexcept { return max_requests_in_flight_; }

    /// What tells how the server bears its load, for a health route: see http/server_load.hpp.
    server_options& load(const server_load& told);
    [[nodiscard]] std::optional<server_load> load() const noexcept;

    /// The function that gets one line for each thing that goes wrong in this server, such as a handler that throws, in
    /// place of `plait::log`. It is called on all loops at the same time. By default it is empty, and `plait::log` gets
    /// the line. An exception that it throws goes to `on_dropped_error`.
    server_options& log(std::function<void(std::string_view)> line);
    [[nodiscard]] const std::function<void(std::string_view)>& log() const noexcept { return log_; }

    /// The function that is told of each request when it has ended: what an access log and metrics are made of.
    ///
    ///     options.on_request_end([&log](const request_end& end) noexcept {
    ///         log.write(end.peer, end.method, end.target, end.status, end.bytes_out, end.duration, to_string(end.why));
    ///     });
    ///
    /// It is called once for each request of which at least a byte was read, whatever becomes of it: when the socket has
    /// taken the last byte of the answer, or when the connection is closed before that. So requests count that were
    /// refused, and those whose clients left within the head. What comes behind a request whose answer says
    /// `Connection: close`, or is cut off, is no request. A connection beyond `max_connections` has none either.
    ///
    /// The function is called on the connection's loop, which it holds up, and on all loops at the same time. It should
    /// not throw. What it throws ends no connection; it is logged the first time, the second, the fourth, the eighth
    /// and so on.
    ///
    /// With it, each answer is written alone, also those to requests that came together. A request takes 370 instructions
    /// more and no memory, a connection 112 bytes more. This throws `std::invalid_argument` for an empty function.
    server_options& on_request_end(std::function<void(const request_end&)> told);
    [[nodiscard]] const std::function<void(const request_end&)>& on_request_end() const noexcept { return ended_; }

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
    std::size_t least_body_rate_ = 8;
    duration handler_timeout_ = std::chrono::seconds(30);
    bool cancel_on_disconnect_ = true;
    duration write_timeout_ = std::chrono::seconds(30);
    duration linger_timeout_ = std::chrono::seconds(5);
    duration linger_total_timeout_ = std::chrono::seconds(30);
    duration idle_timeout_ = std::chrono::seconds(60);
    duration drain_timeout_ = std::chrono::seconds(10);
    duration overload_target_ = std::chrono::milliseconds(5);
    std::size_t max_requests_in_flight_ = 0;
    std::shared_ptr<detail::load_counts> load_;
    std::function<void(std::string_view)> log_;
    std::function<void(const request_end&)> ended_;
};

} // namespace plait::http
