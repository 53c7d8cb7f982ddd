// Streams behind `compress`: what a client has of a gzip file, and when.
#include <plait/http/compress.hpp>

#include <plait/config.hpp>
#include <plait/http/events.hpp>
#include <plait/http/stream.hpp>

#include "http/gzip_coding.hpp"

#include <boost/asio/error.hpp>
#include <doctest/doctest.h>
#include <support/gzip_reader.hpp>
#include <support/streamed_answers.hpp>

#include <memory>
#include <random>
#include <string>
#include <string_view>

#if PLAIT_HAS_ZLIB

using namespace http_test;

namespace {

constexpr std::string_view accepting = "Accept-Encoding: gzip\r\n";
constexpr std::string_view accepting_once = "Accept-Encoding: gzip\r\nConnection: close\r\n";

router compressed(router app = streams())
{
    router all;
    all.use(compress());
    all.mount("/", std::move(app));
    return all;
}

/// The chunks that have come so far, put together.
std::string come(std::string_view chunks)
{
    std::string all = unchunked(chunks);
    for (const std::string_view mark : {"<not a chunk>", "<cut>"})
        if (all.ends_with(mark))
            all.resize(all.size() - mark.size());
    return all;
}

router ticks()
{
    router app;
    app.get("/", [](request&) {
        return events([](event_writer& out) -> awaitable<void> {
            for (int i = 0;; ++i) {
                co_await out.send("tick " + std::to_string(i));
                co_await plait::sleep_for(i == 2 ? 40s : 1s);
            }
        });
    });
    return app;
}

} // namespace

TEST_SUITE_BEGIN("compress: streams");

TEST_CASE("a stream is compressed on its way")
{
    with_server(compressed(), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const char* path : {"/three", "/nothing", "/slow", "/large"}) {
            CAPTURE(path);
            memory_stream plain = server.connect();
            const std::string expected =
                unchunked(body_of(co_await ask(plain, get(path, close_after))) + co_await plain.read_to_end());
            memory_stream client = server.connect();
            const std::string head = co_await ask(client, get(path, accepting_once));
            CHECK(field_of(head, "Content-Encoding") == "gzip");
            CHECK(field_of(head, "Vary") == "Accept-Encoding");
            CHECK(field_of(head, "Transfer-Encoding") == "chunked");
            CHECK(!field_of(head, "Content-Length"));
            const std::string file = unchunked(body_of(head) + co_await client.read_to_end());
            const gzip_reader read(file);
            CHECK(read.is_whole);
            CHECK(read.text == expected);
            if (expected.size() > 1'000'000)
                CHECK(file.size() < expected.size() / 2);
        }
    });
}

TEST_CASE("an event arrives at once, and so does a sign of life, though they are compressed")
{
    with_server(compressed(ticks()), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        std::string received = body_of(co_await ask(client, get("/", accepting)));
        const auto read_until = [&](std::string_view end) -> awaitable<std::string> {
            std::string text;
            while (!text.ends_with(end)) {
                received += co_await client.read();
                const gzip_reader read(come(received));
                CHECK(read.is_right);
                CHECK(!read.is_whole);
                text = read.text;
            }
            co_return text;
        };
        const auto began = plait::clock::now();
        std::string expected;
        for (int i = 0; i < 3; ++i) {
            expected += "data: tick " + std::to_string(i) + "\n\n";
            const std::string text = co_await read_until("tick " + std::to_string(i) + "\n\n");
            CHECK(text == expected);
            CHECK(plait::clock::now() - began == i * 1s);
        }
        const std::string alive = co_await read_until(":\n\n");
        CHECK(alive == expected + ":\n\n");
        CHECK(plait::clock::now() - began == 17s);
    });
}

TEST_CASE("of a stream that fails, the client sees that it is not whole")
{
    log_lines log;
    with_server(
        compressed(), server_options().log(log.keep()), [](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            const std::string head = co_await ask(client, get("/throws", accepting));
            const std::string chunks = body_of(head) + co_await client.read_to_end();
            CHECK(!chunks.ends_with("0\r\n\r\n"));
            const gzip_reader read(come(chunks));
            CHECK(read.is_right);
            CHECK(!read.is_whole);
            CHECK(read.text == "some");
        });
    CHECK(log.lines.size() == 1);
}

TEST_CASE("a stream that is cut off at its time has no end")
{
    router app;
    app.get("/limited", endless, route_options().stream_timeout(3500ms));
    log_lines log;
    with_server(
        compressed(std::move(app)), server_options().log(log.keep()),
        [](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            const std::string head = co_await ask(client, get("/limited", accepting));
            const gzip_reader read(come(body_of(head) + co_await client.read_to_end()));
            CHECK(read.is_right);
            CHECK(!read.is_whole);
            CHECK(read.text == "xxxx");
        });
}

TEST_CASE("events end in order when the server stops, with the end of the gzip file")
{
    with_server(compressed(ticks()), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/", accepting));
        co_await plait::sleep_for(1500ms);
        co_await server.drain();
        const gzip_reader read(unchunked(body_of(co_await client.read_to_end())));
        CHECK(read.is_whole);
        CHECK(read.text == "data: tick 0\n\ndata: tick 1\n\n");
    });
}

TEST_CASE("a trailer follows a compressed body")
{
    with_server(compressed(), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/trailer", accepting_once));
        const std::string all = co_await client.read_to_end();
        CHECK(all.ends_with("\r\n0\r\nDigest: x\r\n\r\n"));
        CHECK(gzip_reader(unchunked(body_of(all))).text == "a");
    });
}

TEST_CASE("a client of HTTP/1.0 gets a compressed stream up to the end of the connection, and HEAD gets the head")
{
    with_server(compressed(), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream old = server.connect();
        co_await old.write("GET /three HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n");
        const gzip_reader read(body_of(co_await old.read_to_end()));
        CHECK(read.is_whole);
        CHECK(read.text == "0\n1\n2\n");

        memory_stream client = server.connect();
        co_await client.write(
            "HEAD /three HTTP/1.1\r\nHost: test\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
        const std::string head = co_await client.read_to_end();
        CHECK(field_of(head, "Content-Encoding") == "gzip");
        CHECK(head.ends_with("\r\n\r\n"));
        CHECK(body_of(head).empty());
    });
}

TEST_CASE("a client that does not read keeps little waiting, compressed or not")
{
    std::size_t written = 0;
    router app;
    app.get("/", [&](request&) {
        return stream("text/plain", [&](body_writer& out) -> awaitable<void> {
            std::mt19937 random(1);
            for (int i = 0; i < 300; ++i) {
                std::string piece;
                while (piece.size() < 10'000)
                    piece += std::to_string(random());
                co_await out.write(piece);
                written += piece.size();
            }
        });
    });
    with_server(
        compressed(std::move(app)), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect(1000);
            co_await client.write(get("/", accepting_once));
            co_await plait::sleep_for(1s);
            CHECK(written < 200'000);
            const std::string all = co_await client.read_to_end();
            const gzip_reader read(unchunked(body_of(all)));
            CHECK(read.is_whole);
            CHECK(read.text.size() == written);
        });
}

TEST_CASE("a stream is compressed for each client anew, and a test reads it as a client does")
{
    const response kept = stream("text/plain", [](body_writer& out) { return out.write("hello"); });
    router app;
    app.get("/", [&](request&) { return kept; });
    const router behind = compressed(std::move(app));
    with_server(behind, server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (int i = 0; i < 3; ++i) {
            memory_stream client = server.connect();
            co_await client.write(get("/", i == 1 ? close_after : accepting_once));
            const std::string body = unchunked(body_of(co_await client.read_to_end()));
            CHECK((i == 1 ? body : gzip_reader(body).text) == "hello");
        }
        request request(method::get, "/", "", {{"Accept-Encoding", "gzip"}});
        response answer = co_await behind(request);
        CHECK(answer.is_streamed());
        const gzip_reader read(co_await read_body(answer));
        CHECK(read.is_whole);
        CHECK(read.text == "hello");
    });
}

TEST_CASE("pieces of all sizes make one file")
{
    std::mt19937 random(7);
    for (int round = 0; round < 100; ++round) {
        CAPTURE(round);
        const auto with = std::make_shared<detail::deflater>(1 + round % 9);
        response answer =
            detail::coded_stream(stream("text/plain", [](body_writer& out) { return out.write({}); }), with);
        const auto coding = detail::take_streamed_body(answer)->coding();
        std::string text;
        std::string file;
        for (unsigned left = random() % 40; left > 0; --left) {
            const std::size_t size = random() % 3 == 0 ? random() % 40'000 : random() % 300;
            std::string piece = large_text(size + random() % 1000).substr(0, size);
            if (random() % 4 == 0)
                for (char& each : piece)
                    each = static_cast<char>(random());
            coding->add(piece, false, file);
            text += piece;
            const gzip_reader so_far(file);
            CHECK(so_far.text == text);
        }
        coding->add("the end", true, file);
        const gzip_reader read(file);
        CHECK(read.is_whole);
        CHECK(read.text == text + "the end");
    }
}

TEST_SUITE_END();

#endif
