#include <plait/http/compress.hpp>

#include <plait/config.hpp>
#include <plait/run_concurrent.hpp>

#include <doctest/doctest.h>
#include <support/compressed.hpp>
#include <support/gzip_reader.hpp>

#include <random>
#include <stdexcept>
#include <string>

using namespace http_test;

TEST_SUITE_BEGIN("compress");

#if PLAIT_HAS_ZLIB

TEST_CASE("a body is compressed for a client that accepts gzip, and becomes what it was")
{
    for (const std::size_t size : {1024, 2000, 65'535, 65'536, 65'537, 200'000, 1'000'000}) {
        CAPTURE(size);
        const response answer = asked(giving(text(large_text(size))));
        CHECK(answer.field("Content-Encoding") == "gzip");
        CHECK(answer.field("Vary") == "Accept-Encoding");
        CHECK(answer.content_type() == "text/plain; charset=utf-8");
        CHECK(answer.body().size() < size / 2);
        const gzip_reader file(answer.body());
        CHECK(file.is_whole);
        CHECK(file.text == large_text(size));
        CHECK(asked(giving(text(large_text(size)))).body() == answer.body());
    }
}

TEST_CASE("texts are compressed, and what is compressed already is not")
{
    for (const char* type :
         {"text/html", "text/html; charset=utf-8", "TEXT/CSV", "application/json", "application/problem+json",
          "application/atom+xml", "application/javascript", "text/javascript", "application/wasm", "image/svg+xml",
          "application/x-ndjson", "font/ttf"}) {
        CAPTURE(type);
        CHECK(is_compressed(asked(giving(typed(type)))));
    }
    for (const char* type :
         {"image/png", "image/jpeg", "video/mp4", "audio/ogg", "application/zip", "application/gzip", "font/woff2",
          "application/octet-stream", "application/pdf", "text", ""}) {
        CAPTURE(type);
        const response answer = asked(giving(typed(type)));
        CHECK(!is_compressed(answer));
        CHECK(!answer.field("Vary"));
    }
    CHECK(!is_compressed(asked(giving(response().body(large_text(2000))))));
    const auto options = compress_options().type("application/vnd.shop");
    CHECK(is_compressed(asked(giving(typed("application/vnd.shop;a=b"), options))));
    CHECK(!is_compressed(asked(giving(typed("application/vnd.shops"), options))));
}

TEST_CASE("small bodies are left alone, and so are those that become no smaller")
{
    CHECK(!is_compressed(asked(giving(text(large_text(1023))))));
    CHECK(!asked(giving(text(large_text(1023)))).field("Vary"));
    CHECK(is_compressed(asked(giving(text(large_text(200)), compress_options().least_size(200)))));
    CHECK(!is_compressed(asked(giving(text(""), compress_options().least_size(0)))));

    std::mt19937 random(1);
    for (const std::size_t size : {2000, 300'000}) {
        std::string noise(size, '\0');
        for (char& each : noise)
            each = static_cast<char>(random());
        const response answer = asked(giving(text(noise)));
        CHECK(!is_compressed(answer));
        CHECK(answer.body() == noise);
        CHECK(answer.field("Vary") == "Accept-Encoding");
    }
}

TEST_CASE("a client gets what it accepts, and caches keep that apart")
{
    struct row {
        const char* accepted;
        bool compressed;
    };
    for (const row& r : {
             row{"gzip", true},
             row{"x-gzip", true},
             row{"gzip;q=0.5", true},
             row{"br, gzip;q=0.1", true},
             row{"*", true},
             row{"identity;q=0.5, gzip;q=0.5", true},
             row{"identity, gzip;q=0.5", false},
             row{"gzip;q=0", false},
             row{"br", false},
             row{"", false},
         }) {
        CAPTURE(r.accepted);
        const response answer = called(giving(typed("text/css")), {{"Accept-Encoding", r.accepted}});
        CHECK(is_compressed(answer) == r.compressed);
        CHECK(answer.field("Vary") == "Accept-Encoding");
    }
    const response answer = called(giving(typed("text/css")), {});
    CHECK(!is_compressed(answer));
    CHECK(answer.field("Vary") == "Accept-Encoding");
}

TEST_CASE("what an answer varies by already, it goes on to vary by")
{
    CHECK(asked(giving(typed("text/css").set("Vary", "Origin"))).field("Vary") == "Origin, Accept-Encoding");
    CHECK(
        asked(giving(typed("text/css").add("Vary", "Origin").add("Vary", "Cookie"))).field("Vary")
        == "Origin, Cookie, Accept-Encoding");
    CHECK(asked(giving(typed("text/css").set("Vary", "accept-encoding"))).field("Vary") == "accept-encoding");
    CHECK(asked(giving(typed("text/css").set("Vary", "*"))).field("Vary") == "*");
}

TEST_CASE("a strong ETag becomes a weak one with the compression")
{
    CHECK(asked(giving(typed("text/css").set("ETag", "\"a\""))).field("ETag") == "W/\"a\"");
    CHECK(asked(giving(typed("text/css").set("ETag", "W/\"a\""))).field("ETag") == "W/\"a\"");
    CHECK(called(giving(typed("text/css").set("ETag", "\"a\"")), {}).field("ETag") == "\"a\"");
    CHECK(!asked(giving(typed("text/css").set("Accept-Ranges", "bytes"))).field("Accept-Ranges"));
}

TEST_CASE("304 names the ETag that the client has, and says what the answer varies by")
{
    const router app = giving(response(status::not_modified).set("ETag", "\"a\""));
    const response weak = called(app, {{"Accept-Encoding", "gzip"}, {"If-None-Match", "\"b\", W/\"a\""}});
    CHECK(weak.field("ETag") == "W/\"a\"");
    CHECK(weak.field("Vary") == "Accept-Encoding");
    const response strong = called(app, {{"Accept-Encoding", "gzip"}, {"If-None-Match", "W/\"b\", \"a\""}});
    CHECK(strong.field("ETag") == "\"a\"");
    CHECK(strong.field("Vary") == "Accept-Encoding");
}

TEST_CASE("HEAD is answered with the fields of GET")
{
    with_server(giving(text(large_text())), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<> {
        const std::string fields = "Accept-Encoding: gzip\r\nConnection: close\r\n";
        memory_stream one = server.connect();
        const std::string whole = co_await ask(one, get("/", fields));
        memory_stream other = server.connect();
        co_await other.write("HEAD / HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n");
        const std::string head = co_await other.read_to_end();
        CHECK(whole.starts_with(head));
        CHECK(head.ends_with("\r\n\r\n"));
        CHECK(field_of(head, "Content-Length") == std::to_string(body_of(whole).size()));
        CHECK(gzip_reader(body_of(whole)).text == large_text());
    });
}

TEST_CASE("while a large body is compressed, other tasks run")
{
    plait::testing::run_virtual([](virtual_clock&) -> awaitable<void> {
        const router app = giving(text(large_text(1'000'000)));
        request request(method::get, "/", "", {{"Accept-Encoding", "gzip"}});
        bool done = false;
        int turns = 0;
        const auto asks = [&]() -> awaitable<void> {
            const response answer = co_await app(request);
            CHECK(is_compressed(answer));
            done = true;
        };
        const auto other = [&]() -> awaitable<void> {
            while (!done) {
                co_await plait::sleep_for(0s);
                ++turns;
            }
        };
        co_await plait::run_concurrent(asks, other);
        CHECK(turns >= 15);
    });
}

TEST_CASE("a level of more work makes smaller bodies")
{
    const auto size = [](int level) {
        return asked(giving(text(large_text()), compress_options().level(level))).body().size();
    };
    CHECK(size(9) < size(1));
}

#else

TEST_CASE("without zlib answers stay as they are")
{
    const response answer = asked(giving(typed("text/html").set("ETag", "\"a\"")));
    CHECK(!is_compressed(answer));
    CHECK(!answer.field("Vary"));
    CHECK(answer.field("ETag") == "\"a\"");
}

#endif

TEST_CASE("options of compression that are wrong are refused")
{
    CHECK_THROWS_WITH_AS(
        compress_options().level(0), "compress_options: the level is from 1, the fastest, to 9", std::invalid_argument);
    CHECK_THROWS_AS(compress_options().level(10), std::invalid_argument);
    CHECK_THROWS_AS(compress_options().least_size(-1), std::invalid_argument);
    for (const char* type : {"", "text", "text/", "text/*x y", "text/html;charset=utf-8"}) {
        CAPTURE(type);
        CHECK_THROWS_AS(compress_options().type(type), std::invalid_argument);
    }
}

TEST_SUITE_END();
