#include "http/connection/connection.hpp"

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <string>
#include <string_view>

using namespace http_test;

TEST_SUITE_BEGIN("connection");

TEST_CASE("a request is answered, and the connection stays open for the next")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        for (int i = 0; i < 3; ++i)
            CHECK((co_await ask(client, get("/")))
                  == "HTTP/1.1 200 OK\r\n"
                     "Date: Sat, 01 Jan 2000 00:00:00 GMT\r\n"
                     "Content-Type: text/plain; charset=utf-8\r\n"
                     "Content-Length: 5\r\n"
                     "\r\n"
                     "hello");
        CHECK(server.connections() == 1);
    });
}

TEST_CASE("Connection: close and HTTP/1.0 decide whether the connection stays open")
{
    struct row {
        const char* name;
        std::string request;
        std::optional<std::string> connection; // field of the answer
        bool closes;
    };
    for (const row& r : {
             row{"HTTP/1.1", get("/"), std::nullopt, false},
             row{"HTTP/1.1 with close", get("/", "Connection: close\r\n"), "close", true},
             row{"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "close", true},
             row{"HTTP/1.0 with keep-alive", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "keep-alive", false},
             row{"a handler that throws", get("/throws"), std::nullopt, false},
             row{"not found", get("/nowhere"), std::nullopt, false},
         }) {
        CAPTURE(r.name);
        log_lines log;
        with_server(
            app(), server_options().log(log.keep()), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
                memory_stream client = server.connect();
                const std::string answer = co_await ask(client, r.request);
                CHECK(field_of(answer, "Connection") == r.connection);

                if (r.closes)
                    CHECK((co_await client.read()) == "");
                else
                    CHECK(status_of(co_await ask(client, get("/"))) == 200);
                co_await plait::sleep_for(1ms);
                CHECK(server.connections() == (r.closes ? 0 : 1));
            });
    }
}

TEST_CASE("HEAD is answered as GET is, without the body")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        for (const char* target : {"/", "/large", "/nowhere"}) {
            const std::string whole = co_await ask(client, get(target));
            std::string head = get(target);
            head.replace(0, 3, "HEAD");
            co_await client.write(head);
            const std::string answer = co_await read_answer(client, true);

            CHECK(body_of(answer) == "");
            CHECK(whole == answer + body_of(whole));
        }
    });
}

TEST_CASE("what the router refuses is answered 404, 405 with Allow, and 501, and the connection stays open")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();

        CHECK(status_of(co_await ask(client, get("/nowhere"))) == 404);
        const std::string wrong_method = co_await ask(client, post("/", "x"));
        CHECK(status_of(wrong_method) == 405);
        CHECK(field_of(wrong_method, "Allow") == "GET, HEAD, OPTIONS");
        CHECK(status_of(co_await ask(client, "BREW / HTTP/1.1\r\nHost: test\r\n\r\n")) == 501);
        CHECK(status_of(co_await ask(client, get("/"))) == 200);
    });
}

TEST_CASE("an answer without content has no body, and the next one follows")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();

        CHECK((co_await ask(client, get("/nothing")))
              == "HTTP/1.1 204 No Content\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\n\r\n");
        CHECK(status_of(co_await ask(client, get("/"))) == 200);
    });
}

TEST_CASE("a request that does not parse is answered 400, and the connection is closed")
{
    for (const std::string_view wrong : {
             "nonsense\r\n\r\n", "GET / HTTP/1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01 a TLS greeting",
             "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "\n", "\r\r", "\r\n\r\n\r\n GET",
         }) {
        CAPTURE(wrong);
        with_server([&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(wrong);
            const std::string answer = co_await client.read_to_end();

            CHECK(status_of(answer) == 400);
            CHECK(field_of(answer, "Connection") == "close");
            CHECK(body_of(answer) == "400 Bad Request\n");
            CHECK(clock.elapsed() == 0s);
        });
    }
}

TEST_CASE("after a request that does not parse, what was sent behind it is not served")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/") + "nonsense\r\n\r\n" + get("/"));

        CHECK(status_of(co_await read_answer(client)) == 200);
        CHECK(status_of(co_await read_answer(client)) == 400);
        CHECK((co_await read_answer(client)) == "");
    });
}

TEST_CASE("empty lines ahead of a request are ignored")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();

        CHECK(status_of(co_await ask(client, "\r\n\r\n" + get("/"))) == 200);
        co_await client.write("\r");
        co_await plait::sleep_for(1s);
        co_await client.write("\n\r");
        co_await plait::sleep_for(1s);
        CHECK(status_of(co_await ask(client, "\n" + get("/"))) == 200);
    });
}

TEST_CASE("more than eight empty lines ahead of a request are refused")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        const std::string eight = "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n";
        memory_stream client = server.connect();
        CHECK(status_of(co_await ask(client, eight + get("/"))) == 200);
        CHECK(status_of(co_await ask(client, eight + get("/"))) == 200);
        CHECK(status_of(co_await ask(client, eight + "\r\n")) == 400);
        CHECK((co_await client.read()) == "");
    });
}

TEST_CASE("a target may be a whole URL")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();

        CHECK(body_of(co_await ask(client, get("http://test"))) == "hello");
        CHECK(body_of(co_await ask(client, get("http://test/?a=/slow"))) == "hello");
        CHECK(body_of(co_await ask(client, get("HTTP://test/slow"))) == "slow");
    });
}

TEST_CASE("a head may be split anywhere")
{
    const std::string whole = "POST /describe?x HTTP/1.1\r\nHost: test\r\nX-Long: " + std::string(100, 'x')
                              + "\r\nContent-Length: 4\r\n\r\nbody";
    const std::string expected
        = "POST /describe?x\nHost=test\nX-Long=" + std::string(100, 'x') + "\nContent-Length=4\nbody";

    with_server([&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        for (std::size_t at = 1; at < whole.size(); ++at) {
            CAPTURE(at);
            co_await client.write(whole.substr(0, at));
            co_await plait::sleep_for(1ms);
            REQUIRE(body_of(co_await ask(client, whole.substr(at))) == expected);
        }
    });
}

TEST_CASE("a head may come byte by byte, and the views of the request stay valid while it is handled")
{
    std::string whole = "POST /describe HTTP/1.1\r\nHost: test\r\n";
    std::string expected = "POST /describe\nHost=test\n";
    for (int i = 0; i < 99; ++i) { // the buffer grows on the way
        const std::string value = "a value that is long enough, of " + std::to_string(i);
        whole += "X-" + std::to_string(i) + ": " + value + "\r\n";
        expected += "X-" + std::to_string(i) + "=" + value + "\n";
    }
    whole += "\r\n";

    with_server([&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        for (std::size_t i = 0; i < whole.size(); ++i) {
            co_await client.write(whole.substr(i, 1));
            co_await plait::sleep_for(1us);
        }
        CHECK(body_of(co_await read_answer(client)) == expected);
    });
}

TEST_CASE("requests that come together are answered in their order")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(
            get("/") + post("/echo", "one") + get("/slow") + post_chunks("/echo", "3\r\ntwo\r\n0\r\n\r\n")
            + get("/nowhere") + get("/"));

        CHECK(body_of(co_await read_answer(client)) == "hello");
        CHECK(body_of(co_await read_answer(client)) == "one");
        CHECK(clock.elapsed() == 0s);
        CHECK(body_of(co_await read_answer(client)) == "slow"); // what is behind it waits
        CHECK(clock.elapsed() == 2s);
        CHECK(body_of(co_await read_answer(client)) == "two");
        CHECK(status_of(co_await read_answer(client)) == 404);
        CHECK(body_of(co_await read_answer(client)) == "hello");
        CHECK(clock.elapsed() == 2s);
    });
}

TEST_CASE("many requests that come together are all answered, wherever the pieces end")
{
    constexpr int count = 1000;
    std::string all;
    for (int i = 0; i < count; ++i)
        all += post("/echo", std::to_string(i));

    with_server([&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        int answered = 0;
        for (std::size_t at = 0; at < all.size(); at += 977) {
            co_await client.write(all.substr(at, 977));
            co_await plait::sleep_for(1us);
            while (answered < count && at + 977 >= all.size()) {
                REQUIRE(body_of(co_await read_answer(client)) == std::to_string(answered));
                ++answered;
            }
        }
        CHECK(answered == count);
    });
}

TEST_CASE("a client that shuts its side down with its request is answered, where the handler answers at once")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/") + post("/echo", "it"));
        client.shutdown_send();

        CHECK(body_of(co_await read_answer(client)) == "hello");
        CHECK(body_of(co_await read_answer(client)) == "it");
        CHECK((co_await client.read()) == "");
    });
}

TEST_CASE("a connection does not wait for another")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream slow = server.connect();
        memory_stream fast = server.connect();
        co_await slow.write(get("/slow"));

        CHECK(body_of(co_await ask(fast, get("/"))) == "hello");
        CHECK(clock.elapsed() == 0s);
        CHECK(body_of(co_await read_answer(slow)) == "slow");
    });
}

TEST_CASE("the date of an answer is that of its time")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await plait::sleep_for(999ms);
        CHECK(field_of(co_await ask(client, get("/")), "Date") == "Sat, 01 Jan 2000 00:00:00 GMT");
        co_await plait::sleep_for(1ms);
        CHECK(field_of(co_await ask(client, get("/")), "Date") == "Sat, 01 Jan 2000 00:00:01 GMT");
        CHECK(field_of(co_await ask(client, get("/slow")), "Date") == "Sat, 01 Jan 2000 00:00:03 GMT");
    });
}

TEST_SUITE_END();
