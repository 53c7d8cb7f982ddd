#include <plait/http/stream.hpp>

#include <plait/shield.hpp>

#include <doctest/doctest.h>
#include <support/streamed_answers.hpp>

#include <array>
#include <stdexcept>
#include <string>

using namespace http_test;

TEST_SUITE_BEGIN("stream, ends");

TEST_CASE("an exception cuts the connection without the last chunk, and is logged once")
{
    log_lines log;
    with_server(
        streams(), server_options().log(log.keep()), [](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(get("/throws"));
            CHECK(body_of(co_await client.read_to_end()) == "4\r\nsome\r\n");
        });
    CHECK(log.lines.size() == 1);
    CHECK(log.lines.front().find("GET /throws") != std::string::npos);
    CHECK(log.lines.front().find("boom") != std::string::npos);
}

TEST_CASE("what a stream has written before it throws goes out, however slowly it is read")
{
    router app;
    app.get("/", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            co_await out.write("first ");
            co_await out.write(large_text());
            co_await out.write(" last");
            throw std::runtime_error("boom");
        });
    });
    log_lines log;
    with_server(app, server_options().log(log.keep()), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(get("/"));
        const std::string all = co_await client.read_to_end();
        CHECK(all.find("first ") != all.npos);
        CHECK(all.ends_with(" last\r\n")); // and no last chunk
    });
    CHECK(log.lines.size() == 1);
}

TEST_CASE("an answer that was whole goes out before a stream that fails at once, however slowly it is read")
{
    router app;
    app.get("/a", [](request&) { return text(large_text()); });
    app.get("/throws", [](request&) {
        return stream("text/plain", [](body_writer&) -> awaitable<void> {
            throw std::runtime_error("boom");
            co_return;
        });
    });
    log_lines log;
    with_server(app, server_options().log(log.keep()), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(get("/a") + get("/throws"));
        const std::string all = co_await client.read_to_end();
        CHECK(all.find("\r\n\r\n" + large_text() + "HTTP/1.1 200 OK\r\n") != all.npos);
        CHECK(all.ends_with("\r\n\r\n"));
    });
    CHECK(log.lines.size() == 1);
}

TEST_CASE("stream_timeout holds for a client that reads slowly, too")
{
    router app;
    app.get(
        "/",
        [](request&) {
            return stream("text/plain", [](body_writer& out) -> awaitable<void> {
                while (true)
                    co_await out.write(large_text());
            });
        },
        route_options().stream_timeout(10s));
    log_lines log;
    with_server(
        app, server_options().log(log.keep()), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect(1000);
            co_await client.write(get("/"));
            while (server.connections() > 0) {
                co_await plait::sleep_for(1s);
                REQUIRE(clock.elapsed() < 15s);
                boost::system::error_code failed;
                std::array<char, 500> some{};
                static_cast<void>(client.read_some(boost::asio::buffer(some), failed));
            }
            CHECK(clock.elapsed() <= 11s);
        });
}

TEST_CASE("a handler that the server cuts off begins no stream")
{
    bool begun = false;
    router app;
    app.get("/", [&](request&) -> awaitable<response> {
        co_await plait::shield(plait::sleep_for(5s));
        co_return stream("text/plain", [&](body_writer&) -> awaitable<void> {
            begun = true;
            co_return;
        });
    });
    const server_options options = server_options().drain_timeout(1s);
    with_server(app, options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/"));
        co_await plait::sleep_for(1ms);
        co_await server.drain();
        CHECK(clock.elapsed() == 5s);
        CHECK(co_await client.read_to_end() == "");
    });
    CHECK(!begun);
}

TEST_CASE("handler_timeout is over with the answer, and stream_timeout cuts the stream off")
{
    router app = streams();
    app.get("/limited", endless, route_options().stream_timeout(2500ms));
    log_lines log;
    const server_options options = server_options().handler_timeout(1s).log(log.keep());
    with_server(app, options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream slow = server.connect();
        co_await slow.write(get("/slow", close_after));
        CHECK(unchunked(body_of(co_await slow.read_to_end())) == "0\n1\n2\n");
        CHECK(clock.elapsed() == 3s);

        memory_stream limited = server.connect();
        co_await limited.write(get("/limited"));
        CHECK(body_of(co_await limited.read_to_end()) == "1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n");
        CHECK(clock.elapsed() == 5500ms);
    });
    CHECK(log.lines.size() == 1);
    CHECK(log.lines.front().find("stream_timeout") != std::string::npos);
}

TEST_CASE("a server that stops lets a stream end within the drain timeout, and cuts it off then")
{
    log_lines log;
    const server_options options = server_options().drain_timeout(1500ms).log(log.keep());
    with_server(streams(), options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/slow"));
        co_await plait::sleep_for(1ms);
        co_await server.drain();
        CHECK(clock.elapsed() == 1501ms);
        CHECK(body_of(co_await client.read_to_end()) == "2\r\n0\n\r\n2\r\n1\n\r\n");
    });
    CHECK(log.lines.size() == 1);
}

TEST_CASE("a server that cuts a stream off waits for no client that a shielded task writes to, and the body has no end")
{
    router app;
    app.get("/", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            co_await plait::shield([&]() -> awaitable<void> {
                for (int i = 0; i < 5; ++i)
                    co_await out.write(large_text());
                co_await out.flush();
            });
        });
    });
    const server_options options = server_options().drain_timeout(2s);
    with_server(app, options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(get("/"));
        co_await plait::sleep_for(1s);
        co_await server.drain();
        CHECK(clock.elapsed() == 3s);
        CHECK(unchunked(body_of(co_await client.read_to_end())).ends_with("<cut>"));
    });
}

TEST_CASE("a stream is told that the server stops, and may end by itself")
{
    router app;
    app.get("/", [](request& request) {
        return stream("text/plain", [&request](body_writer& out) -> awaitable<void> {
            co_await out.write("begun");
            co_await request.stopping().wait();
            co_await out.write(" and ended");
        });
    });
    with_server(app, server_options(), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/"));
        co_await plait::sleep_for(2s);
        co_await server.drain();
        CHECK(clock.elapsed() == 2s);
        CHECK(unchunked(body_of(co_await client.read_to_end())) == "begun and ended");
    });
}

TEST_SUITE_END();
