#pragma once

#include "observe/debug_routes_with.hpp"

#include <plait/sleep.hpp>

#include <support/http.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Helps to test `/debug/`: makers of profiles that are none, and requests from this machine and from others.
namespace debug_routes_test {

using namespace http_test;
using plait::debug_options;
using plait::debug_routes;
using plait::detail::profile_maker;
using plait::detail::profile_makers;
using plait::detail::profile_order;

/// Answers with what was ordered, after the time that it takes.
inline profile_maker told(std::string name)
{
    return {
        [name](profile_order order) -> awaitable<std::string> {
            co_await plait::sleep_for(order.how_long);
            co_return name + ", " + std::to_string(order.how_long / 1s) + " s, detail " + std::to_string(order.detail);
        },
        [] { return std::string(); },
    };
}

template <class Error>
profile_maker failing(std::string why)
{
    return {
        [why](profile_order) -> awaitable<std::string> {
            throw Error(why);
            co_return std::string();
        },
        [why] { return why; },
    };
}

inline profile_makers all_told()
{
    return {told("cpu"), told("heap"), told("allocs"), told("block"), told("mutex"), told("tasks")};
}

inline router debug_app(profile_makers makers = all_told(), const debug_options& options = debug_options())
{
    router made;
    plait::detail::debug_routes_with(std::move(makers), made, options);
    return made;
}

inline std::string local(std::string_view target, std::string_view method = "GET")
{
    return std::string(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost:7070\r\n\r\n");
}

inline const server_options with_peers = server_options().proxy_protocol(true);
inline const std::string from_home = "PROXY TCP4 127.0.0.1 127.0.0.1 4711 80\r\n";

inline std::string answered(const router& app, std::string_view target, std::string_view method = "GET")
{
    std::string got;
    with_server(app, with_peers, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(from_home + local(target, method));
        got = co_await read_answer(client, method == "HEAD");
    });
    return got;
}

/// A router with the routes as users add them.
inline router debug_app(const debug_options& options)
{
    router made;
    debug_routes(made, options);
    return made;
}

inline const peer_address home = peer_address::ipv4({127, 0, 0, 1}, 4711);
inline const peer_address elsewhere = peer_address::ipv4({192, 0, 2, 7}, 4711);

inline response answer_to(
    const router& app, const peer_address& peer, std::vector<field> fields = {{"Host", "localhost"}},
    method how = method::get, const std::string& target = "/debug/")
{
    std::optional<response> got;
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        // A request takes a list of fields, whose length a test's table does not know.
        const auto at = [&](std::size_t i) { return i < fields.size() ? fields[i] : field{"X-None", ""}; };
        request request(how, target, {}, {at(0), at(1), at(2)});
        request.peer(peer);
        got = co_await app(request);
    });
    return *got;
}

inline status status_for(
    const router& app, const peer_address& peer, std::vector<field> fields = {{"Host", "localhost"}},
    method how = method::get, const std::string& target = "/debug/")
{
    return answer_to(app, peer, std::move(fields), how, target).status();
}

/// The status of the answer to these bytes, which a peer with that address sends.
inline int status_of_bytes(
    const std::string& bytes, const std::string& peer = "127.0.0.1",
    const std::vector<std::string>& trusted = {"192.0.2.7"})
{
    int got = 0;
    const server_options options =
        server_options().proxy_protocol(true).trust_proxies(trusted, forwarding_field::x_forwarded_for);
    with_server(debug_app(debug_options()), options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write("PROXY TCP4 " + peer + " 127.0.0.1 4711 80\r\n" + bytes);
        got = status_of(co_await read_answer(client));
    });
    return got;
}

inline constexpr auto ok = status::ok;
inline constexpr auto forbidden = status::forbidden;

} // namespace debug_routes_test
