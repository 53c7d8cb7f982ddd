#include <plait/http/serve.hpp>

#include "accept_loop.hpp"

#include <plait/http/detail/admission.hpp>
#include <plait/http/detail/connection_set.hpp>
#include <plait/on_all_loops.hpp>

#include <boost/asio/this_coro.hpp>

#include <utility>

namespace asio = boost::asio;

namespace plait::http {

namespace {

awaitable<void> serve_on_this_loop(
    listener::implementation& from, detail::admission& admitted, const router& app, const server_options& options)
{
    const executor here = co_await asio::this_coro::executor;
    accept_loop::connections connections(here, app, options);
    accept_loop accepting(here, from, admitted, connections, options);

    co_await connections.run(accepting.run(), [&] {
        connections.drain(); // first: who is accepted now may be answered at once, and is told to close
        accepting.stop();
    });
}

} // namespace

awaitable<void> serve(router app)
{
    return serve(std::move(app), server_options());
}

awaitable<void> serve(router app, server_options options)
{
    listener listening(options);
    co_await serve(std::move(app), std::move(options), std::move(listening));
}

awaitable<void> serve(router app, server_options options, listener listening)
{
    listener::implementation& from = *listening.implementation_;
    detail::admission admitted(options.max_connections(), options.max_connections_by_peer());
    co_await on_all_loops([&]() -> awaitable<void> { return serve_on_this_loop(from, admitted, app, options); });
}

} // namespace plait::http
