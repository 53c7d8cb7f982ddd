#include <plait/http/serve.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <support/tcp.hpp>

#include <string>
#include <vector>

namespace asio = boost::asio;
using namespace http_test;

namespace {

void with_one_loop(const server_options& options, const std::function<awaitable<void>(std::uint16_t port)>& client)
{
    with_loops(1, app(), options, [&](running_server& server) { return client(server.port()); });
}

/// Asks until it is let in: the server learns that another has gone only when it looks.
awaitable<std::string> ask_until_admitted(std::uint16_t port)
{
    for (;;) {
        std::string answer = co_await ask_once(port, get_and_close("/"));
        if (status_of(answer) != 503)
            co_return answer;
    }
}

} // namespace

TEST_SUITE_BEGIN("listener, limits");

TEST_CASE("beyond max_connections a client is answered 503 and closed, until another has gone")
{
    log_lines log;
    with_one_loop(server_options().port(0).max_connections(2).log(log.keep()), [](std::uint16_t port) -> awaitable<void> {
        const tcp_socket first = co_await kept_open(port);
        tcp_socket second = co_await kept_open(port);
        for (int i = 0; i < 3; ++i) {
            const std::string refused = co_await ask_once(port, get_and_close("/"));
            CHECK(status_of(refused) == 503);
            CHECK(field_of(refused, "Connection") == "close");
            CHECK(field_of(refused, "Retry-After") == "1");
            CHECK(field_of(refused, "Content-Length") == "20");
            CHECK(body_of(refused) == "Service Unavailable\n");
        }
        second.close();
        CHECK(body_of(co_await ask_until_admitted(port)) == "hello");
    });
    REQUIRE(log.lines.size() == 1); // not a line for each
    CHECK(log.lines[0].starts_with("connections are answered 503 for now, among them one of 127.0.0.1: the limit is "));
}

TEST_CASE("beyond max_connections_by_peer too, and other peers are served")
{
    const server_options options = server_options().port(0).max_connections_by_peer(1).log([](std::string_view) {});
    with_one_loop(options, [](std::uint16_t port) -> awaitable<void> {
        tcp_socket first = co_await kept_open(port);
        const tcp_socket other = co_await kept_open(port, "127.0.0.2");
        CHECK(status_of(co_await ask_once(port, get_and_close("/"))) == 503);
        first.close();
        CHECK(body_of(co_await ask_until_admitted(port)) == "hello");
    });
}

TEST_CASE("a flood of clients beyond the limit takes the server no further, and those within it do not notice")
{
    const server_options options = server_options().port(0).max_connections(1).log([](std::string_view) {});
    with_one_loop(options, [](std::uint16_t port) -> awaitable<void> {
        tcp_socket within = co_await kept_open(port);
        std::vector<tcp_socket> flood;
        for (int i = 0; i < 300; ++i)
            flood.push_back(co_await connected(port));
        // The server has closed the oldest of them, without having been asked to: it keeps few.
        std::array<char, 1024> bytes;
        std::size_t closed = 0;
        co_await asio::async_write(within, asio::buffer(get("/")), asio::deferred);
        std::string answer;
        co_await asio::async_read_until(within, asio::dynamic_buffer(answer), "hello", asio::deferred);
        for (tcp_socket& each : flood) {
            const std::size_t count = co_await each.async_read_some(asio::buffer(bytes), asio::deferred);
            CHECK(status_of({bytes.data(), count}) == 503);
            boost::system::error_code failed;
            each.write_some(asio::buffer("x", 1), failed);
            each.write_some(asio::buffer("x", 1), failed); // the first is answered by a reset, where it is closed
            closed += failed ? 1 : 0;
        }
        CHECK(closed >= 200);
    });
}

TEST_CASE("with proxy_protocol a connection begins with a header, which names the peer")
{
    router routes = app();
    routes.get("/peer", [](request& request) -> awaitable<response> { co_return text(request.peer().to_string()); });
    const server_options options = server_options().proxy_protocol(true);
    with_server(routes, options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write("PROXY TCP4 192.0.2.7 192.0.2.1 47");
        co_await plait::sleep_for(1s);
        co_await client.write("11 80\r\n" + get("/peer") + get("/peer"));
        CHECK(body_of(co_await read_answer(client)) == "192.0.2.7:4711");
        CHECK(body_of(co_await read_answer(client)) == "192.0.2.7:4711"); // one for the connection, not for each request

        memory_stream local = server.connect();
        co_await local.write(std::string("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16) + get("/peer"));
        CHECK(body_of(co_await read_answer(local)) == "unknown");
    });
}

TEST_CASE("a connection without that header is closed without an answer, as is one that does not send it in time")
{
    const server_options options = server_options().proxy_protocol(true).head_timeout(3s).idle_timeout(60s);
    with_server(app(), options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream plain = server.connect();
        co_await plain.write(get("/"));
        CHECK((co_await plain.read_to_end()) == "");
        CHECK(clock.elapsed() == 0s);

        memory_stream slow = server.connect();
        co_await slow.write("PROXY TCP4");
        CHECK((co_await slow.read_to_end()) == "");
        CHECK(clock.elapsed() == 3s);

        memory_stream silent = server.connect(); // a proxy has its header ready
        CHECK((co_await silent.read_to_end()) == "");
        CHECK(clock.elapsed() == 6s);
    });
}

TEST_CASE("the time for the first head counts from accept, whenever the proxy's header came; later ones have their own")
{
    const server_options options = server_options().proxy_protocol(true).head_timeout(3s).idle_timeout(60s);
    with_server(app(), options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream slow = server.connect();
        co_await plait::sleep_for(1s);
        co_await slow.write("PROXY UNKNOWN\r\n");
        co_await plait::sleep_for(1s);
        co_await slow.write("GET / HT");
        CHECK(status_of(co_await slow.read_to_end()) == 408);
        CHECK(clock.elapsed() == 3s);

        memory_stream kept = server.connect();
        co_await kept.write("PROXY UNKNOWN\r\n" + get("/"));
        CHECK(status_of(co_await read_answer(kept)) == 200);
        co_await plait::sleep_for(50s);
        co_await kept.write(get("/"));
        CHECK(status_of(co_await read_answer(kept)) == 200);
    });
}

TEST_SUITE_END();
