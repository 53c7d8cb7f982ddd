#pragma once

#include "testing/memory_byte_stream.hpp"

#include "http/connection/loop_server.hpp"
#include <plait/detail/kernel/current.hpp>

#include <support/http.hpp>

#include <boost/asio/this_coro.hpp>

#include <functional>
#include <utility>

/// Helps to test what a loop does with more requests than it can serve.
namespace http_test {

using plait::http::detail::loop_server;

/// Holds the loop, as code does that computes.
inline void compute(plait::clock::duration time)
{
    const_cast<plait::clock::time_point&>(*plait::detail::current.virtual_now) += time;
}

/// The connections of a server, without the server.
class overloaded {
public:
    overloaded(plait::executor here, loop_server& open) : here_(here), open_(&open) {}

    [[nodiscard]] memory_stream connect() const
    {
        auto [client, server] = memory_stream::connected(here_);
        open_->start(plait::testing::detail::memory_byte_stream(std::move(server)));
        return std::move(client);
    }
    void drain() const { open_->drain(); }
    void cut_off() const { open_->cancel_connections(plait::detail::urgency::at_once); }

private:
    plait::executor here_;
    loop_server* open_;
};

inline router working()
{
    router routes = app();
    routes.get("/compute/{ms:int}", [](request& request) -> awaitable<response> {
        compute(std::chrono::milliseconds(request.parameter<int>("ms")));
        co_return text("worked");
    });
    const auto says_ok = [](request&) -> awaitable<response> { co_return text("ok"); };
    routes.get("/health", says_ok, route_options().never_shed());
    // Whoever waits in the line has no time left for this one.
    routes.get("/urgent", says_ok, route_options().handler_timeout(0ns));
    routes.post("/urgent", says_ok, route_options().handler_timeout(0ns));
    return routes;
}

inline void when_overloaded(
    const router& routes, const server_options& options, const std::function<awaitable<void>(const overloaded&)>& test)
{
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        const plait::executor here = co_await boost::asio::this_coro::executor;
        loop_server open(here, routes, options);
        open.overload();
        auto run_test = [&]() -> awaitable<void> {
            co_await test(overloaded(here, open));
            open.cancel_connections();
        };
        co_await open.run(run_test(), [&](plait::detail::urgency how) { open.cancel(how); });
    });
}

inline void when_overloaded(const std::function<awaitable<void>(const overloaded&)>& test)
{
    when_overloaded(working(), server_options(), test);
}

} // namespace http_test
