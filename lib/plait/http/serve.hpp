#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/detail/owned.hpp>
#include <plait/http/router.hpp>
#include <plait/http/server_options.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plait::http {

/// Listens on the addresses of the options. Clients can connect once it has been constructed. They get answers once
/// `serve` runs.
///
///     listener listening(server_options().listen("127.0.0.1:7070").listen("unix:/run/app.sock"));
class listener {
public:
    /// Errors: `boost::system::system_error` if an address does not parse or cannot be had; the message names the
    ///   address. Then the constructor listens on none of them.
    ///
    /// Threads: any, one at a time.
    ///
    /// Cost: 18 us to open an address and close it (`bench_http`).
    explicit listener(const server_options&);
    ~listener();
    listener(listener&&) noexcept;
    listener& operator=(listener&&) noexcept;

    [[nodiscard]] std::uint16_t port() const noexcept; ///< The port of the first TCP address; 0 if there is none.
    /// The addresses, such as "http://127.0.0.1:7070" and "unix:/run/app.sock", in the order of the options.
    [[nodiscard]] std::vector<std::string> addresses() const;

    /// How many sockets systemd has handed over to this process. `listen("systemd")` takes these.
    [[nodiscard]] static std::size_t handed_over() noexcept;

    class implementation; // for plait itself

private:
    friend awaitable<void> serve(router, server_options, listener);
    detail::owned<implementation> implementation_;
};

/// Serves HTTP/1.1 until the caller is cancelled.
///
///     int main() { return plait::run_main(http::serve(app)); } // on 127.0.0.1:7070, until SIGINT or SIGTERM
///
/// Returns: when the caller is cancelled and the server has stopped. The server stops in this order: it accepts the
///   clients that have connected already, and closes its listening sockets. It closes the connections that wait for a
///   request; a connection that has never sent one gets a second for it. It lets the requests in flight finish, with
///   `Connection: close` in their answers, and also what their handlers have started in the background
///   (`request::background`). After `server_options::drain_timeout` it logs what still runs, and cancels that. When all
///   connections have ended, it returns. The caller is still cancelled then: its next `co_await` throws.
///
/// Errors: it throws what `listener` throws. A fault of a connection ends that connection alone. A bad request is
///   answered 400, 408, 413, 414, 417, 431, 501 or 505, and its connection is closed. When a handler throws, the
///   request is answered 500, and the error is logged. When a handler does not answer in time, the request is answered
///   503. When the client has gone, the handler is cancelled.
///
/// Cancellation: it is the way to stop the server: see above.
///
/// Lifetime: what handlers refer to must outlive the call.
///
/// Threads: it accepts connections on every loop of the runtime. A connection and its handlers stay on one loop. One
///   more thread logs handlers that hold their loop for long: see `set_stall_limit`. On SIGQUIT it does as `run_main`.
///
/// Cost: a request and its answer take 2,700 instructions, without the kernel's (`tests/bench/instructions.py`), and no
///   memory on an open connection. A connection keeps 370 bytes while it waits for a request (`connection_cost`).
[[nodiscard]] awaitable<void> serve(router);
[[nodiscard]] awaitable<void> serve(router, server_options);
[[nodiscard]] awaitable<void> serve(router, server_options, listener);

/// Serves one handler in place of a router's: it answers what a route "/" for all methods does. What follows is as above:
/// options, and a listener.
///
///     return run_main(http::serve([](http::request&) { return http::text("Hello!"); }));
template <class Handler, class... More>
    requires(!std::convertible_to<Handler, router>)
[[nodiscard]] awaitable<void> serve(Handler&& handler, More&&... more)
{
    router app;
    app.handle("/", std::forward<Handler>(handler));
    return serve(std::move(app), std::forward<More>(more)...);
}

} // namespace plait::http
