#include "http/connection/connection.hpp"

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <string>
#include <string_view>

using namespace http_test;

namespace {

/// What the server makes of a request, as `described` writes it.
std::string described_by_server(const std::string& request, std::size_t piece)
{
    std::string answer;
    with_server([&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await write_in_pieces(client, request, piece);
        answer = co_await read_answer(client);
        CHECK(status_of(co_await ask(client, get("/"))) == 200); // and it knows where the next one begins
    });
    return body_of(answer);
}

constexpr std::string_view asks_to_continue
    = "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

} // namespace

TEST_SUITE_BEGIN("connection, bodies");

TEST_CASE("a body of known length may come in pieces of any size, and be larger than the buffer")
{
    for (const std::size_t size : {0U, 1U, 5U, 4000U, 5000U, 100'000U}) {
        for (const std::size_t piece : {1U, 2U, 1000U, 4096U, 60'000U, 200'000U}) {
            if (size / piece > 10'000)
                continue;
            CAPTURE(size);
            CAPTURE(piece);
            const std::string body = large_text(size);
            CHECK(described_by_server(post("/describe", body), piece)
                  == "POST /describe\nHost=test\nContent-Length=" + std::to_string(size) + "\n" + body);
        }
    }
}

TEST_CASE("a body may come byte by byte")
{
    const std::string body = large_text(3000);

    CHECK(described_by_server(post("/describe", body), 1)
          == "POST /describe\nHost=test\nContent-Length=3000\n" + body);
}

TEST_CASE("a chunked body may be split anywhere")
{
    const std::string chunked = post_chunks("/describe", "5\r\nhello\r\nc;x=\"y\"\r\n, wide world\r\n0\r\nT: 1\r\n\r\n");
    const std::string expected = "POST /describe\nHost=test\nTransfer-Encoding=chunked\nhello, wide world";

    with_server([&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        for (std::size_t at = 1; at < chunked.size(); ++at) {
            CAPTURE(at);
            co_await client.write(chunked.substr(0, at));
            co_await plait::sleep_for(1ms);
            REQUIRE(body_of(co_await ask(client, chunked.substr(at))) == expected);
        }
    });
    CHECK(described_by_server(chunked, 1) == expected);
    CHECK(described_by_server(chunked, 2) == expected);
}

TEST_CASE("a chunked body may be larger than the buffer, in chunks of any size")
{
    const std::string body = large_text(100'000);
    for (const std::size_t chunk : {7U, 1000U, 20'000U, 100'000U}) {
        std::string chunks;
        for (std::size_t at = 0; at < body.size(); at += chunk) {
            const std::string part = body.substr(at, chunk);
            char size[20];
            const auto written = std::to_chars(size, size + sizeof size, part.size(), 16);
            chunks.append(size, written.ptr).append("\r\n").append(part).append("\r\n");
        }
        chunks += "0\r\n\r\n";

        for (const std::size_t piece : {100U, 5000U, 50'000U}) {
            CAPTURE(chunk);
            CAPTURE(piece);
            CHECK(described_by_server(post_chunks("/describe", chunks), piece)
                  == "POST /describe\nHost=test\nTransfer-Encoding=chunked\n" + body);
        }
    }
}

TEST_CASE("trailer fields and chunk extensions are read over")
{
    CHECK(described_by_server(post_chunks("/describe", "1;a;b=c\r\nx\r\n0;d\r\nHost: other\r\nX: y\r\n\r\n"), 1000)
          == "POST /describe\nHost=test\nTransfer-Encoding=chunked\nx");
}

TEST_CASE("a body that is asked for with Expect: 100-continue is asked for")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        for (int i = 0; i < 2; ++i) {
            CHECK((co_await ask(client, asks_to_continue)) == go_on);
            CHECK(body_of(co_await ask(client, "hello")) == "hello");
        }
        co_await client.write("POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n"
                              "Expect: 100-continue\r\n\r\n");
        CHECK((co_await read_answer(client)) == go_on);
        CHECK(body_of(co_await ask(client, "1\r\nx\r\n0\r\n\r\n")) == "x");
    });
}

TEST_CASE("a client that does not wait for 100 is not told to continue, nor one of HTTP/1.0, nor without a body")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(status_of(co_await ask(client, std::string(asks_to_continue) + "hello")) == 200);
        CHECK(status_of(co_await ask(client, get("/", "Expect: 100-continue\r\n"))) == 200);
        co_await client.write("POST /echo HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        co_await plait::sleep_for(1s);
        CHECK(status_of(co_await ask(client, "hello")) == 200);
    });
}

TEST_CASE("100 Continue goes out in pieces if the client takes it so")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(3);
        CHECK((co_await ask(client, asks_to_continue)) == go_on);
        CHECK(body_of(co_await ask(client, "hello")) == "hello");
    });
}

TEST_CASE("a large answer comes whole, whatever the client takes at once")
{
    for (const std::size_t capacity : {100U, 1000U, 16'000U, 64'000U, 1'000'000U}) {
        CAPTURE(capacity);
        with_server([&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect(capacity);
            CHECK(body_of(co_await ask(client, get("/large"))) == large_text());
            CHECK(body_of(co_await ask(client, get("/"))) == "hello");
        });
    }
}

TEST_CASE("answers of any size are written right, on either side of where bodies are no longer copied")
{
    router routes;
    routes.get("/{size:int}", [](request& request) -> awaitable<response> {
        co_return text(large_text(static_cast<std::size_t>(request.parameter<std::int64_t>("size"))));
    });
    with_server(routes, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(700);
        for (const std::size_t size : {0U, 1U, 16 * 1024U - 1, 16 * 1024U, 16 * 1024U + 1, 70'000U}) {
            CAPTURE(size);
            CHECK(body_of(co_await ask(client, get("/" + std::to_string(size)))) == large_text(size));
        }
    });
}

TEST_CASE("a client may read a large answer slowly, as long as it takes a piece in time")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect(2000);
        co_await client.write(get("/large", "Connection: close\r\n"));
        std::string answer;
        for (;;) {
            co_await plait::sleep_for(29s);
            const std::string piece = co_await client.read();
            if (piece.empty())
                break;
            answer += piece;
        }

        CHECK(body_of(answer) == large_text());
        CHECK(clock.elapsed() > 10min);
    });
}

TEST_CASE("requests behind one with a large answer wait until it is taken")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(500);
        co_await client.write(get("/large") + get("/") + get("/large"));

        CHECK(body_of(co_await read_answer(client)) == large_text());
        CHECK(body_of(co_await read_answer(client)) == "hello");
        CHECK(body_of(co_await read_answer(client)) == large_text());
    });
}

TEST_SUITE_END();
