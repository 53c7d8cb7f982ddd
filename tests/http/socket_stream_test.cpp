#include "http/socket/socket_stream.hpp"

#include <plait/event.hpp>
#include <plait/http/stream.hpp>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <support/tcp.hpp>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace asio = boost::asio;
using namespace http_test;

namespace {

/// The client is on the loop of the server, which so does not run while the client does not wait.
void with_server(
    const router& routes, const std::function<awaitable<void>(std::uint16_t port)>& client,
    const server_options& options = any_port)
{
    with_loops(1, routes, options, [&](running_server& server) { return client(server.port()); });
}

/// Has "/hour", which tells that it has begun, and that it was cancelled.
router with_hour(plait::event& begun, std::atomic<bool>& cancelled)
{
    router routes = app();
    routes.get("/hour", [&](request&) -> awaitable<response> {
        begun.set();
        try {
            co_await plait::sleep_for(1h);
        } catch (...) {
            cancelled = true;
            throw;
        }
        co_return text("late");
    });
    return routes;
}

} // namespace

TEST_SUITE_BEGIN("socket_stream");

TEST_CASE("a request and the client's end that come together are both seen, on a new connection and on an old one")
{
    with_server(app(), [](std::uint16_t port) -> awaitable<void> {
        tcp_socket fresh = co_await connected(port);
        tcp_socket used = co_await kept_open(port);
        for (tcp_socket* each : {&fresh, &used}) {
            asio::write(*each, asio::buffer(get("/")));
            each->shutdown(tcp_socket::shutdown_send);
            CHECK(body_of(co_await read_all(*each)) == "hello"); // and then it is closed, long before its idle time
        }
    });
}

TEST_CASE("a client that goes away while its handler runs is seen: it closes or resets, also behind more than is read")
{
    for (const std::size_t bytes_behind : {std::size_t{0}, std::size_t{30'000}}) {
        for (const bool resets : {false, true}) {
            CAPTURE(bytes_behind);
            CAPTURE(resets);
            plait::event begun;
            std::atomic<bool> cancelled = false;
            with_server(with_hour(begun, cancelled), [&](std::uint16_t port) -> awaitable<void> {
                tcp_socket client = co_await kept_open(port);
                asio::write(client, asio::buffer(get("/hour") + repeated(get("/"), bytes_behind)));
                co_await begun.wait();
                if (resets)
                    client.set_option(asio::socket_base::linger(true, 0));
                client.close();
                co_await until(cancelled);
            });
            CHECK(cancelled);
        }
    }
}

TEST_CASE("one that stays is not taken to have left, and only a reset is seen with cancel_on_disconnect(false)")
{
    for (const bool half : {false, true}) {
        plait::event begun;
        std::atomic<bool> cancelled = false;
        router routes = with_hour(begun, cancelled);
        routes.get("/wait", [&](request&) -> awaitable<response> {
            co_await plait::sleep_for(400ms); // longer than between two looks at the client's end
            co_return text("waited");
        });
        auto client = [&](std::uint16_t port) -> awaitable<void> {
            tcp_socket socket = co_await kept_open(port);
            const std::string all = get("/wait") + repeated(get("/"), 30'000);
            asio::write(socket, asio::buffer(all + get_and_close("/")));
            if (half)
                socket.shutdown(tcp_socket::shutdown_send);
            const std::string answers = co_await read_all(socket);
            CHECK(count_of(answers, "waited") == 1);
            CHECK(count_of(answers, "hello") == count_of(all, "GET /"));

            tcp_socket leaves = co_await kept_open(port);
            asio::write(leaves, asio::buffer(get("/hour") + all));
            co_await begun.wait();
            leaves.set_option(asio::socket_base::linger(true, 0));
            leaves.close();
            co_await until(cancelled);
        };
        with_server(routes, client, server_options(any_port).cancel_on_disconnect(!half));
    }
}

TEST_CASE("a request with a byte of urgent data in it, at which a read stops, is answered at once")
{
    auto client = [](std::uint16_t port) -> awaitable<void> {
        tcp_socket fresh = co_await connected(port);
        tcp_socket used = co_await kept_open(port);
        for (tcp_socket* each : {&fresh, &used}) {
            each->set_option(asio::ip::tcp::no_delay(true)); // so that all comes together
            asio::write(*each, asio::buffer(std::string("GET / HTTP/1.1\r\nHo")));
            each->send(asio::buffer(std::string("!")), asio::socket_base::message_out_of_band);
            asio::write(*each, asio::buffer(std::string("st: test\r\nConnection: close\r\n\r\n")));
            CHECK(body_of(co_await read_all(*each)) == "hello");
        }
    };
    with_server(app(), client, server_options(any_port).head_timeout(1h)); // after which all would be read
}

TEST_CASE("a client that looks for an answer only when it has sent a body that is too large finds it")
{
    with_server(app(), [](std::uint16_t port) -> awaitable<void> {
        for (const std::string& request : too_large_posts())
            CHECK(status_of(co_await ask_once(port, request)) == 413);
    });
}

TEST_CASE("requests that follow while a handler runs are answered after it, in order")
{
    plait::event begun;
    plait::event go_on;
    router routes = app();
    routes.get("/wait", [&](request&) -> awaitable<response> {
        begun.set();
        co_await go_on.wait();
        co_return text("waited");
    });
    with_server(routes, [&](std::uint16_t port) -> awaitable<void> {
        tcp_socket client = co_await kept_open(port);
        asio::write(client, asio::buffer(get("/wait")));
        co_await begun.wait();
        asio::write(client, asio::buffer(get("/") + get("/") + get_and_close("/")));
        go_on.set();
        const std::string answers = co_await read_all(client);
        CHECK(count_of(answers, "hello") == 3);
        CHECK(answers.find("waited") < answers.find("hello"));
    });
}

TEST_CASE("more requests at once than one read takes are all answered")
{
    with_server(app(), [](std::uint16_t port) -> awaitable<void> {
        const std::string all = repeated(get("/"), 999 * get("/").size());
        const std::string answers = co_await ask_once(port, all + get_and_close("/"));
        CHECK(count_of(answers, "HTTP/1.1 200 OK") == 1000);
    });
}

TEST_CASE("an answer that the socket does not take at once goes out as the client reads it")
{
    constexpr std::size_t size = 16 * 1024 * 1024;
    router routes;
    routes.get("/large", [](request&) -> awaitable<response> { co_return text(std::string(size, 'x')); });
    with_server(routes, [&](std::uint16_t port) -> awaitable<void> {
        const std::string body = body_of(co_await ask_once(port, get_and_close("/large")));
        CHECK(body.size() == size);
        CHECK(std::ranges::all_of(body, [](char c) { return c == 'x'; }));
    });
}

TEST_CASE("a body comes in as many reads as it takes")
{
    constexpr std::size_t size = 1'000'000;
    router routes;
    routes.post("/size", [](request& request) -> awaitable<response> { co_return text(std::to_string(request.body().size())); });
    with_server(routes, [&](std::uint16_t port) -> awaitable<void> {
        const std::string head = "POST /size HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: ";
        CHECK(body_of(co_await ask_once(port, head + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x'))) == "1000000");
    });
}

TEST_CASE("a client that takes nothing of a large answer, and goes, frees its connection")
{
    constexpr std::size_t size = 16 * 1024 * 1024;
    router routes;
    routes.get("/{$}", [](request&) -> awaitable<response> { co_return text("hello"); });
    routes.get("/large", [](request&) -> awaitable<response> { co_return text(std::string(size, 'x')); });
    with_server(routes, [&](std::uint16_t port) -> awaitable<void> {
        tcp_socket client = co_await connected(port);
        asio::write(client, asio::buffer(get("/large")));
        char first = 0;
        co_await asio::async_read(client, asio::buffer(&first, 1), asio::deferred); // the rest waits in the server
        client.close();
        CHECK(body_of(co_await ask_once(port, get_and_close("/"))) == "hello");
    }); // which ends when the last connection has
}

TEST_CASE("a connection whose idle time is over is closed while it waits, and is gone")
{
    auto client = [](std::uint16_t port) -> awaitable<void> {
        tcp_socket waiting = co_await connected(port);
        CHECK(co_await read_all(waiting) == "");
    };
    with_server(app(), client, server_options(any_port).idle_timeout(1ms)); // returns when the last connection has ended
}

TEST_CASE("a client of HTTP/1.0 sees a reset where the body of an answer is not whole, and an end where it is")
{
    for (const bool fails : {false, true}) {
        CAPTURE(fails);
        router routes;
        routes.get("/", [&fails](request&) {
            return stream("text/plain", [&fails](body_writer& out) -> awaitable<void> {
                co_await out.write("some");
                co_await out.flush();
                if (fails)
                    throw std::runtime_error("boom");
            });
        });
        std::string lines; // on one loop, so that nothing is written to it while it is read
        const auto client = [&](std::uint16_t port) -> awaitable<void> {
            tcp_socket socket = co_await connected(port);
            asio::write(socket, asio::buffer("GET / HTTP/1.0\r\n\r\n", 18));
            std::string all;
            const auto [failed, count] =
                co_await asio::async_read(socket, asio::dynamic_buffer(all), asio::as_tuple(asio::deferred));
            if (fails) {
                CHECK(failed == asio::error::connection_reset);
            } else {
                CHECK(failed == asio::error::eof);
                CHECK(body_of(all) == "some");
            }
        };
        const auto keep = [&lines](std::string_view line) { lines += line; };
        with_server(routes, client, server_options(any_port).log(keep));
        CHECK(lines.empty() == !fails);
    }
}

TEST_SUITE_END();
