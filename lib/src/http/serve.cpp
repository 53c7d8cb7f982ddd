#include <plait/http/serve.hpp>

#include "listener.hpp"

#include <plait/http/detail/connection_impl.hpp>
#include <plait/http/detail/connection_set.hpp>
#include <plait/http/detail/tcp_stream.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/sleep.hpp>

#include <utility>

namespace asio = boost::asio;
using boost::system::error_code;

namespace plait::http {

namespace {

using acceptor = listener::implementation::acceptor;

constexpr std::chrono::milliseconds pause_after_failure(100);

// Accepts until the listener is closed. A connection that was aborted before it was accepted is that connection's
// trouble. When accepting itself fails, as where the process is out of descriptors, the listener waits a little,
// instead of spinning or giving up.
awaitable<void> accept_all(
    acceptor& listening, detail::connection_set<detail::tcp_stream>& connections, const server_options& options)
{
    bool logged = false;
    while (listening.is_open()) {
        auto [failed, accepted] = co_await listening.async_accept(asio::as_tuple(asio::deferred));
        if (!failed) {
            connections.start(detail::tcp_stream(std::move(accepted)));
        } else if (failed != asio::error::connection_aborted && listening.is_open()) {
            if (!std::exchange(logged, true))
                options.log()("cannot accept connections for now: " + failed.message());
            co_await sleep_for(pause_after_failure);
        }
    }
}

awaitable<void> serve_on_this_loop(listener::implementation& from, const router& app, const server_options& options)
{
    const executor here = co_await asio::this_coro::executor;
    acceptor listening = from.open_on(here);
    detail::connection_set<detail::tcp_stream> connections(here, app, options);

    co_await connections.run(accept_all(listening, connections, options), [&] {
        error_code ignored; // it is closed in any case
        listening.close(ignored);
        connections.drain();
    });
}

} // namespace

awaitable<void> serve(router app, server_options options)
{
    listener listening(options);
    co_await serve(std::move(app), std::move(options), std::move(listening));
}

awaitable<void> serve(router app, server_options options, listener listening)
{
    listener::implementation& from = *listening.implementation_;
    co_await on_all_loops([&]() -> awaitable<void> { return serve_on_this_loop(from, app, options); });
}

} // namespace plait::http
