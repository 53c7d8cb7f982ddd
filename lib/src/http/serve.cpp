#include <plait/http/serve.hpp>

#include "async/kernel/watching.hpp"
#include "http/listen/accept_loop.hpp"
#include "http/listen/shortage.hpp"
#include "platform/descriptors.hpp"

#include "http/connection/loop_server.hpp"
#include "http/connection/server_log.hpp"
#include "http/socket/admission.hpp"
#include <plait/detail/coroutine/loop.hpp>
#include <plait/http/server_load.hpp>
#include <plait/latch.hpp>
#include <plait/on_all_loops.hpp>

#include <boost/asio/this_coro.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace asio = boost::asio;

namespace plait::http {

namespace {

void prepare_descriptors(const server_options& options)
{
    if (options.raise_descriptor_limit())
        platform::raise_descriptor_limit();
    const std::size_t limit = platform::descriptor_limit();
    if (options.chooses_max_connections() && limit > 0 && options.max_connections() > limit)
        detail::write_log(
            options, log_level::warning,
            "max_connections(" + std::to_string(options.max_connections()) + ") is more than this process can have: its "
                + std::to_string(limit) + " descriptors are the limit (ulimit -n, or LimitNOFILE= of systemd)");
}

awaitable<void> serve_on_this_loop(
    listener::implementation& from, detail::admission& admitted, shortage& short_of, latch& all_listen, const router& app,
    const server_options& options)
{
    const executor here = co_await asio::this_coro::executor;
    detail::loop_server server(here, app, options);
    auto start = [&server](detail::socket_stream accepted) { server.start(std::move(accepted)); };
    auto make_room = [&server] { return server.shed() > 0; };
    std::optional<accept_loop> accepting;
    try {
        accepting.emplace(here, from, admitted, start, make_room, short_of, options);
    } catch (...) {
        all_listen.count_down(); // so that the others do not wait for this one
        throw;
    }
    all_listen.count_down();

    co_await server.run(accepting->run(all_listen), [&](plait::detail::urgency how) {
        // First the drain: a client that `stop` accepts may be answered at once, and is told that its connection
        // closes.
        server.drain(how);
        accepting->stop();
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
    app.check();
    if (!options.load())
        options.load(server_load()); // one for all loops, which count the requests in flight together
    listener::implementation& from = *listening.implementation_;
    detail::admission admitted(options.max_connections(), options.max_connections_by_peer());
    shortage short_of(options);
    prepare_descriptors(options);
    const executor here = co_await asio::this_coro::executor;
    const plait::detail::watching watched(plait::detail::watching::what::loops_too);
    latch all_listen(here.owner().siblings().size());
    co_await on_all_loops(
        [&]() -> awaitable<void> { return serve_on_this_loop(from, admitted, short_of, all_listen, app, options); });
}

} // namespace plait::http
