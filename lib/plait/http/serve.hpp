#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/router.hpp>
#include <plait/http/server_options.hpp>

#include <cstdint>
#include <memory>

namespace plait::http {

/// A port that is being listened on. From its construction clients can connect; they are answered once `serve` runs.
class listener {
public:
    /// Errors: `boost::system::system_error` if the address does not parse or the port cannot be had; the message names
    ///   both.
    ///
    /// Threads: any, one at a time.
    ///
    /// Cost: 60 us to open one and close it (`bench_http`).
    explicit listener(const server_options&);
    ~listener();
    listener(listener&&) noexcept;
    listener& operator=(listener&&) noexcept;

    [[nodiscard]] std::uint16_t port() const noexcept;

    class implementation; // not for users

private:
    friend awaitable<void> serve(router, server_options, listener);
    std::unique_ptr<implementation> implementation_;
};

/// Serves HTTP/1.1 until the caller is cancelled.
///
///     int main() { plait::run(http::serve(app)); } // on 127.0.0.1:7070, until SIGINT or SIGTERM
///
/// Returns: when it was cancelled, and has stopped in this order: it closes its listening sockets; closes the
///   connections that wait for a request; lets those in flight finish, their answers with `Connection: close`, and what their
///   handlers have started in the background (`request::background`); after `server_options::drain_timeout` cancels what
///   is still there; and when all have ended, it returns. The caller is
///   still cancelled then: its next `co_await` throws.
///
/// Errors: as `listener`. What goes wrong with a connection ends that connection alone: bad requests are answered 400,
///   408, 413, 414, 417, 431, 501 or 505 and closed; a handler that throws is answered 500 and logged.
///
/// Cancellation: see above; it is the way to stop.
///
/// Lifetime: what handlers refer to must outlive the call.
///
/// Threads: accepts on every loop of the runtime; a connection and its handlers stay on one loop.
///
/// Cost: a request and its answer take 1.2 us and three blocks of memory on an open connection, 2.5 us and 18 blocks with
///   a connection of their own; without a kernel, in the memory server (`bench_http`).
[[nodiscard]] awaitable<void> serve(router, server_options = server_options());
[[nodiscard]] awaitable<void> serve(router, server_options, listener);

} // namespace plait::http
