#include <plait/http/stream.hpp>

#include <plait/event.hpp>
#include <plait/http/current_route.hpp>
#include <plait/http/events.hpp>

#include <boost/asio/error.hpp>
#include <doctest/doctest.h>
#include <support/streamed_answers.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

using namespace http_test;

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

TEST_CASE("a client of HTTP/1.0 sees a reset where the body is not whole, and an end where it is")
{
    router app = streams();
    app.get("/limited", endless, route_options().stream_timeout(3s));
    app.get("/live", [](request&) {
        return events([](event_writer& out) -> awaitable<void> {
            co_await out.send("tick");
            co_await plait::sleep_for(1h);
        });
    });
    struct row {
        const char* path;
        bool whole;
        const char* why;
    };
    log_lines log;
    for (const row& r : {
             row{"/three", true, "it ends by itself"},
             row{"/throws", false, "the callable fails"},
             row{"/limited", false, "its time is over"},
             row{"/large", false, "the client does not read"},
             row{"/slow", false, "the server stops"},
             row{"/live", true, "the server stops, but clients of events come again"},
         }) {
        CAPTURE(r.why);
        const std::string path = r.path;
        const bool stops = path == "/slow" || path == "/live";
        with_server(
            app, server_options().drain_timeout(1s).write_timeout(5s).log(log.keep()),
            [&](memory_server& server, virtual_clock&) -> awaitable<void> {
                memory_stream client = server.connect(1000);
                co_await client.write("GET " + path + " HTTP/1.0\r\n\r\n");
                co_await plait::sleep_for(1ms);
                if (stops)
                    co_await server.drain();
                else if (path == "/large")
                    co_await plait::sleep_for(6s);
                boost::system::error_code failed;
                try {
                    static_cast<void>(co_await client.read_to_end());
                } catch (const boost::system::system_error& error) {
                    failed = error.code();
                }
                CHECK(failed == (r.whole ? boost::system::error_code() : boost::asio::error::connection_reset));
            });
    }
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
