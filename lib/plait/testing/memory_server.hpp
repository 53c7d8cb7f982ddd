#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/router.hpp>
#include <plait/http/server_options.hpp>
#include <plait/testing/memory_network.hpp>
#include <plait/testing/memory_stream.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace plait::testing {

/// The real HTTP server over connections in memory, for tests in virtual time.
///
///     run_virtual([](virtual_clock& clock) -> awaitable<void> {
///         co_await serve_in_memory(app(), server_options(), [&](memory_server& server) -> awaitable<void> {
///             memory_stream client = server.connect();
///             co_await client.write("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
///             CHECK((co_await read_answer(client)).starts_with("HTTP/1.1 200 OK"));
///             CHECK(clock.elapsed() == 2s);
///         });
///     });
///
/// The server runs on one loop. So `explore` finds no race between the loops of a real one here, unless there is a
/// server on each loop, and all share the router:
///
///     explore(1000, [](simulation&) -> awaitable<> {
///         service shop; // has the router, and what its handlers share
///         co_await on_all_loops([&]() -> awaitable<> {
///             co_await serve_in_memory(shop.app, server_options(), ask_for_all_pages);
///         });
///     });
///
/// Threads: a server is used on its loop.
///
/// Cost: 1.2 us for a request and its answer on an open connection, 2.5 us with a connection of their own
///   (`bench_http`).
class memory_server {
public:
    class implementation; // not for users
    explicit memory_server(implementation& of) noexcept : implementation_(&of) {}

    /// Makes a new connection, and returns the client's end. `capacity` is the number of bytes of answers that may be
    /// on their way before the server waits for the client to read.
    [[nodiscard]] memory_stream connect(std::size_t capacity = 64 * 1024);
    /// Makes a new connection with faults, and returns the client's end.
    [[nodiscard]] memory_stream connect(const link_options&);
    /// Stops as a cancelled server does, though it has no listener to close, and returns when the last connection has
    /// ended. Work in the background may go on: `serve_in_memory` returns when that has ended, too.
    [[nodiscard]] awaitable<void> drain();
    [[nodiscard]] std::size_t connections() const noexcept;

private:
    implementation* implementation_;
};

/// Runs `client` against a server, then cancels what connections are left and waits for them.
///
/// Errors: what `client` throws.
///
/// Threads: everything runs on the caller's loop.
///
/// Cost: 0.4 us without a connection (`bench_http`).
[[nodiscard]] awaitable<void>
serve_in_memory(http::router, http::server_options, std::function<awaitable<void>(memory_server&)> client);

/// Runs the same server for the clients of a `memory_network`, on one loop, until the caller is cancelled, as
/// `http::serve` does.
///
///     co_await race(serve_in_memory(app(), server_options(), network.listen("server:80")), client(network));
///
/// Returns: when the server was cancelled, has closed the listener, and has drained; also when the listener was closed
///   and the last connection has ended.
///
/// Cancellation: the way to stop the server, as for `http::serve`.
[[nodiscard]] awaitable<void> serve_in_memory(http::router, http::server_options, memory_listener);

/// Reads the next answer on a connection, as it came: its head, and as much body as its Content-Length says. The text
/// is "" if the server closed instead. `of_head` is true for the answer to a HEAD request, which has no body.
///
/// Threads: must be called on the connection's loop.
///
/// Cost: one step of a simulation for each piece that arrives.
[[nodiscard]] awaitable<std::string> read_answer(memory_stream&, bool of_head = false);

} // namespace plait::testing
