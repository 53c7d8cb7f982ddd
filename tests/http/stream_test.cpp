#include <plait/http/stream.hpp>

#include <plait/event.hpp>
#include <plait/http/current_route.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

using namespace http_test;

namespace {

/// Takes the chunks of a body apart, up to its end.
std::string unchunked(std::string_view chunks)
{
    std::string all;
    while (true) {
        std::size_t size = 0;
        const auto [end, failed] = std::from_chars(chunks.data(), chunks.data() + chunks.size(), size, 16);
        if (failed != std::errc())
            return all + "<not a chunk>";
        chunks.remove_prefix(static_cast<std::size_t>(end - chunks.data()) + 2);
        if (size == 0)
            return all;
        if (chunks.size() < size + 2)
            return all + "<cut>";
        all += chunks.substr(0, size);
        chunks.remove_prefix(size + 2);
    }
}

router streams()
{
    router app;
    app.get("/three", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            for (int i = 0; i < 3; ++i)
                co_await out.write(std::to_string(i) + "\n");
        });
    });
    app.get("/slow", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            for (int i = 0; i < 3; ++i) {
                co_await out.write(std::to_string(i) + "\n");
                co_await plait::sleep_for(1s);
            }
        });
    });
    app.get("/large", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            for (int i = 0; i < 30; ++i)
                co_await out.write(large_text());
        });
    });
    app.get(
        "/nothing", [](request&) { return stream("text/plain", [](body_writer&) -> awaitable<void> { co_return; }); });
    app.get("/throws", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            co_await out.write("some");
            co_await out.flush();
            throw std::runtime_error("boom");
        });
    });
    app.get("/trailer", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            co_await out.write("a");
            out.trailer("Digest", "x");
        });
    });
    app.get("/hello", [](request&) { return text("hello"); });
    return app;
}

constexpr std::string_view close_after = "Connection: close\r\n";

} // namespace

TEST_SUITE_BEGIN("stream");

TEST_CASE("a body goes out in chunks, and the connection serves on")
{
    with_server(streams(), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/three") + get("/nothing") + get("/trailer") + get("/hello", close_after));
        const std::string all = co_await client.read_to_end();
        CHECK(all.find("Transfer-Encoding: chunked\r\n\r\n6\r\n0\n1\n2\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n") != all.npos);
        CHECK(all.find("chunked\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n") != all.npos);
        CHECK(all.find("\r\n\r\n1\r\na\r\n0\r\nDigest: x\r\n\r\nHTTP/1.1 200 OK\r\n") != all.npos);
        CHECK(all.ends_with("hello"));
    });
}

TEST_CASE("what is written goes out when the task waits")
{
    with_server(streams(), server_options(), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string head = co_await ask(client, get("/slow", close_after));
        CHECK(field_of(head, "Content-Type") == "text/plain");
        co_await plait::sleep_for(500ms);
        CHECK(clock.elapsed() == 500ms);
        CHECK(unchunked(co_await client.read_to_end()) == "0\n1\n2\n");
        CHECK(clock.elapsed() == 3s);
    });
}

TEST_CASE("a body of any length passes through little memory, however slowly the client reads")
{
    for (const std::size_t capacity : {1000U, 64'000U, 10'000'000U}) {
        CAPTURE(capacity);
        with_server(streams(), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect(capacity);
            co_await client.write(get("/large", close_after));
            static_cast<void>(co_await read_answer(client));
            std::string expected;
            for (int i = 0; i < 30; ++i)
                expected += large_text();
            const std::string body = unchunked(co_await client.read_to_end());
            CHECK(body.size() == expected.size());
            CHECK(body == expected);
        });
    }
}

TEST_CASE("a client of HTTP/1.0 reads up to the end of the connection, and HEAD gets no body")
{
    with_server(streams(), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream old = server.connect();
        co_await old.write("GET /three HTTP/1.0\r\n\r\n");
        const std::string all = co_await old.read_to_end();
        CHECK(body_of(all) == "0\n1\n2\n");
        CHECK(!field_of(all, "Transfer-Encoding"));

        memory_stream client = server.connect();
        co_await client.write("HEAD /three HTTP/1.1\r\nHost: test\r\n\r\n" + get("/hello", close_after));
        const std::string both = co_await client.read_to_end();
        CHECK(both.find("Transfer-Encoding: chunked\r\n\r\nHTTP/1.1 200 OK\r\n") != both.npos);
    });
}

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

TEST_CASE("a client that leaves cancels the stream, and what it captures is destroyed")
{
    bool cancelled = false;
    const auto kept = std::make_shared<int>(7);
    router app;
    app.get("/", [&, kept](request&) {
        return stream(
            "text/plain",
            [&cancelled](body_writer& out, const std::shared_ptr<int>& number) -> awaitable<void> {
                try {
                    while (true) {
                        co_await out.write(std::to_string(*number));
                        co_await plait::sleep_for(1s);
                    }
                } catch (const boost::system::system_error&) {
                    cancelled = true;
                    throw;
                }
            },
            kept);
    });
    const auto uses = kept.use_count();
    with_server(app, server_options(), [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        {
            memory_stream client = server.connect();
            co_await client.write(get("/"));
            co_await plait::sleep_for(3500ms);
            CHECK(kept.use_count() == uses + 1); // the stream has its own
        }
        co_await plait::sleep_for(1ms);
        CHECK(server.connections() == 0);
        CHECK(clock.elapsed() < 4s);
    });
    CHECK(cancelled);
    CHECK(kept.use_count() == uses);
}

TEST_CASE("a client that does not read is given up after the write timeout")
{
    const server_options options = server_options().write_timeout(5s);
    with_server(streams(), options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(get("/large"));
        co_await plait::sleep_for(4900ms);
        CHECK(server.connections() == 1);
        co_await plait::sleep_for(200ms);
        CHECK(server.connections() == 0);
        CHECK(clock.elapsed() == 5100ms);
    });
}

TEST_CASE("handler_timeout is over with the answer, and stream_timeout cuts the stream off")
{
    router app = streams();
    app.get(
        "/limited",
        [](request&) {
            return stream("text/plain", [](body_writer& out) -> awaitable<void> {
                while (true) {
                    co_await out.write("x");
                    co_await plait::sleep_for(1s);
                }
            });
        },
        route_options().stream_timeout(2500ms));
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

TEST_CASE("a stream runs under the route of its request, which it may still read")
{
    router app;
    app.get("/users/{name}", [](request& request) {
        return stream("text/plain", [&request](body_writer& out) -> awaitable<void> {
            co_await plait::sleep_for(1s);
            co_await out.write(request.parameter("name") + " " + current_route());
        });
    });
    with_server(app, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/users/ada", close_after));
        CHECK(unchunked(body_of(co_await client.read_to_end())) == "ada /users/{name}");
    });
}

TEST_CASE("requests that follow a stream wait, and are answered after it")
{
    with_server(streams(), server_options(), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/slow") + repeated(get("/hello"), 20'000) + get("/hello", close_after));
        const std::string all = co_await client.read_to_end();
        CHECK(count_of(all, "\r\n\r\nhello") > 500);
        CHECK(all.ends_with("hello"));
        CHECK(clock.elapsed() == 3s);
    });
}

TEST_CASE("a trailer that splits the message, or that must stand ahead of it, is refused")
{
    plait::testing::run_virtual([](virtual_clock&) -> awaitable<void> {
        response answer = stream("text/plain", [](body_writer& out) -> awaitable<void> {
            CHECK_THROWS_AS(out.trailer("A b", "x"), std::invalid_argument);
            CHECK_THROWS_AS(out.trailer("A", "x\r\nB: y"), std::invalid_argument);
            CHECK_THROWS_AS(out.trailer("content-length", "7"), std::invalid_argument);
            co_await out.write("x");
        });
        CHECK(answer.is_streamed());
        CHECK(co_await read_body(answer) == "x");
        response plain = text("plain");
        CHECK(!plain.is_streamed());
        CHECK(co_await read_body(plain) == "plain");
    });
}

TEST_SUITE_END();
