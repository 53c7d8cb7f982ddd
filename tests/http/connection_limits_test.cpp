#include "http/connection/connection.hpp"

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <string>
#include <string_view>

using namespace http_test;

namespace {

/// A GET whose head is that long.
std::string get_of_size(std::size_t size)
{
    const std::string_view begin = "GET / HTTP/1.1\r\nHost: test\r\nX: ";
    return std::string(begin).append(std::string(size - begin.size() - 4, 'x')).append("\r\n\r\n");
}

} // namespace

TEST_SUITE_BEGIN("connection, limits");

TEST_CASE("a head beyond head_limit is answered 431, and the connection is closed")
{
    for (const std::size_t limit : {256U, 8192U, 32768U}) {
        CAPTURE(limit);
        with_server(
            app(), server_options().head_limit(limit), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
                memory_stream client = server.connect();
                CHECK(status_of(co_await ask(client, get_of_size(limit))) == 200);
                const std::string answer = co_await ask(client, get_of_size(limit + 1));
                CHECK(status_of(answer) == 431);
                CHECK(field_of(answer, "Connection") == "close");
                CHECK((co_await client.read()) == "");
            });
    }
}

TEST_CASE("a head without an end is answered 431 when the limit has come, 414 if its target has none")
{
    for (const std::string_view begin : {"GET /", "GET / HTTP/1.1\r\nX: ", "GET / HTTP/1.1\r\nA: b\r\n"}) {
        CAPTURE(begin);
        with_server([&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(std::string(begin) + std::string(20'000, 'x'));

            CHECK(status_of(co_await client.read_to_end()) == (begin == "GET /" ? 414 : 431));
            CHECK(clock.elapsed() == 0s);
        });
    }
}

TEST_CASE("many requests may be longer together than head_limit")
{
    with_server(app(), server_options().head_limit(256), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        std::string many;
        for (int i = 0; i < 100; ++i)
            many += get_of_size(256);
        co_await client.write(many);
        for (int i = 0; i < 100; ++i)
            CHECK(status_of(co_await read_answer(client)) == 200);
    });
}

TEST_CASE("a client that sends many requests at once does not keep another waiting until all are answered")
{
    constexpr int many = 400; // whose answers need no reader
    int served = 0;
    router routes;
    routes.get("/{$}", [&](request&) { return text(std::to_string(++served)); });
    with_server(routes, server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream greedy = server.connect();
        memory_stream other = server.connect();
        std::string all;
        for (int i = 0; i < many; ++i)
            all += get("/");
        CHECK(body_of(co_await ask(other, get("/"))) == "1"); // both are there
        co_await greedy.write(all);
        const std::string answer = co_await ask(other, get("/"));
        CHECK(std::stoi(body_of(answer)) < many / 2); // those of one read
        for (int i = 0; i < many; ++i)
            CHECK(status_of(co_await read_answer(greedy)) == 200);
    });
}

TEST_CASE("a body beyond body_limit is answered 413 before it has come, and the connection is closed")
{
    struct row {
        const char* name;
        std::string fits;
        std::string too_large;
    };
    for (const row& r : {
             row{"sized", post("/echo", std::string(1000, 'x')),
                 "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 1001\r\n\r\n"},
             row{"one chunk", post_chunks("/echo", "3e8\r\n" + std::string(1000, 'x') + "\r\n0\r\n\r\n"),
                 post_chunks("/echo", "3e9\r\n")},
             row{"chunks", post_chunks("/echo", "1\r\nx\r\n3e7\r\n" + std::string(999, 'x') + "\r\n0\r\n\r\n"),
                 post_chunks("/echo", "1\r\nx\r\n3e8\r\n")},
         }) {
        CAPTURE(r.name);
        with_server(
            app(), server_options().body_limit(1000), [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
                memory_stream client = server.connect();
                CHECK(body_of(co_await ask(client, r.fits)) == std::string(1000, 'x'));

                co_await client.write(r.too_large);
                const std::string answer = co_await client.read_to_end();
                CHECK(status_of(answer) == 413);
                CHECK(field_of(answer, "Connection") == "close");
                CHECK(clock.elapsed() == 0s);
            });
    }
}

TEST_CASE("a client that expects 100-continue is not told to send a body that is too large")
{
    with_server(app(), server_options().body_limit(4), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(status_of(co_await ask(
                  client, "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"))
              == 413);
    });
}

TEST_CASE("chunk extensions that are too large are answered 400, trailers 431")
{
    for (const std::string_view begin : {"1;", "1;a=\"", "0;", "0\r\nX: ", "1\r\nx\r\n0\r\nX: "}) {
        CAPTURE(begin);
        with_server([&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(post_chunks("/echo", begin) + std::string(60'000, 'x'));
            co_await client.write(std::string(60'000, 'x'));

            CHECK(status_of(co_await client.read_to_end()) == (begin.ends_with("X: ") ? 431 : 400));
            CHECK(clock.elapsed() == 0s);
        });
    }
}

TEST_CASE("chunks that do not parse are answered 400, and the connection is closed")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(post_chunks("/echo", "3\r\nabcd\r\n0\r\n\r\n"));

        CHECK(status_of(co_await client.read_to_end()) == 400);
    });
}

TEST_CASE("head_timeout is from the first byte of a head to its end; then 408, and the connection is closed")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await plait::sleep_for(5s);
        co_await client.write("GET / HTTP/1.1\r\n");
        const std::string answer = co_await client.read_to_end();

        CHECK(status_of(answer) == 408);
        CHECK(field_of(answer, "Connection") == "close");
        CHECK(clock.elapsed() == 15s);
    });
}

TEST_CASE("head_timeout is not put off by further bytes")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(status_of(co_await drip(client, "GET / HTTP/")) == 408);
        CHECK(clock.elapsed() >= 10s);
    });
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await drip(client, "GET / HTT"); // 9 s
        CHECK(clock.elapsed() == 10s);
    });
}

TEST_CASE("head_timeout holds for every request of a connection, also for one that came with the one before")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(status_of(co_await ask(client, get("/slow"))) == 200);
        co_await plait::sleep_for(20s);
        CHECK(status_of(co_await ask(client, get("/slow") + "GET / HTT")) == 200);
        CHECK(clock.elapsed() == 24s);

        CHECK(status_of(co_await client.read_to_end()) == 408);
        CHECK(clock.elapsed() == 34s);
    });
}

TEST_CASE("an empty line does not count as the first byte of a head")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write("\r");
        co_await plait::sleep_for(1s);
        co_await client.write("\n");
        co_await plait::sleep_for(20s);
        co_await client.write("GET");

        CHECK(status_of(co_await client.read_to_end()) == 408);
        CHECK(clock.elapsed() == 31s);
    });
}

TEST_CASE("a head that comes whole in the moment its time is up is served")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write("GET / HTTP/1.1\r\nHost: test\r\n");
        co_await plait::sleep_for(10s - 1ns);

        CHECK(status_of(co_await ask(client, "\r\n")) == 200);
        CHECK(clock.elapsed() == 10s - 1ns);
    });
}

TEST_SUITE_END();
