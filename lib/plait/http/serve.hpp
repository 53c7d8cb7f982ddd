#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/router.hpp>
#include <plait/http/server_options.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace plait::http {

/// The addresses that are listened on. From its construction clients can connect; they are answered once `serve` runs.
///
///     listener listening(server_options().listen("127.0.0.1:7070").listen("unix:/run/app.sock"));
class listener {
public:
    /// Errors: `boost::system::system_error` if an address does not parse or cannot be had; the message names it. Then none
    ///   is listened on.
    ///
    /// Threads: any, one at a time.
    ///
    /// Cost: 18 us to open one and close it (`bench_http`).
    explicit listener(const server_options&);
    ~listener();
    listener(listener&&) noexcept;
    listener& operator=(listener&&) noexcept;

    [[nodiscard]] std::uint16_t port() const noexcept; ///< Of the first TCP address; 0 if there is none.
    /// As "http://127.0.0.1:7070" or "unix:/run/app.sock", in the order of the options.
    [[nodiscard]] std::vector<std::string> addresses() const;

    /// How many sockets systemd has handed over to this process: what `listen("systemd")` takes.
    [[nodiscard]] static std::size_t handed_over() noexcept;

    class implementation; // not for users

private:
    friend awaitable<void> serve(router, server_options, listener);
    std::unique_ptr<implementation> implementation_;
};

/// Serves HTTP/1.1 until the caller is cancelled.
///
///     int main() { return plait::run_main(http::serve(app)); } // on 127.0.0.1:7070, until SIGINT or SIGTERM
///
/// Returns: when it was cancelled, and has stopped in this order: it accepts who has connected already, and closes its
///   listening sockets; closes the connections that wait for a request, but gives those that have never sent one a second
///   for it; lets those in flight finish, their answers with `Connection: close`, and what their handlers have started in the
///   background (`request::background`); after `server_options::drain_timeout` logs what is still there, and cancels it; and
///   when all have ended, it returns. The caller is still cancelled then: its next `co_await` throws.
///
/// Errors: as `listener`. What goes wrong with a connection ends that connection alone: bad requests are answered 400,
///   408, 413, 414, 417, 431, 501 or 505 and closed; a handler that throws is answered 500 and logged; one that does not
///   answer in time, 503. A handler whose client has gone is cancelled.
///
/// Cancellation: see above; it is the way to stop.
///
/// Lifetime: what handlers refer to must outlive the call.
///
/// Threads: accepts on every loop of the runtime; a connection and its handlers stay on one loop.
///
/// Cost: a request and its answer take 2,700 instructions, less the kernel's (`tests/bench/instructions.py`), and no memory
///   on an open connection, which keeps 370 bytes while it waits (`connection_cost`).
[[nodiscard]] awaitable<void> serve(router);
[[nodiscard]] awaitable<void> serve(router, server_options);
[[nodiscard]] awaitable<void> serve(router, server_options, listener);

} // namespace plait::http
