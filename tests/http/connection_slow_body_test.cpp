#include "http/connection/connection.hpp"

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <string>
#include <string_view>

using namespace http_test;

TEST_SUITE_BEGIN("connection, slow bodies");

TEST_CASE("body_timeout is how long nothing may come of a body; then 408, and the connection is closed")
{
    for (const std::string& begin :
         {std::string("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\n"), post_chunks("/echo", ""),
          post_chunks("/echo", "64\r\n")}) {
        CAPTURE(begin);
        for (const int come : {0, 1, 3}) {
            CAPTURE(come);
            const server_options options = server_options().least_body_rate(0);
            with_server(app(), options, [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
                memory_stream client = server.connect();
                co_await client.write(begin.substr(0, 10));
                co_await plait::sleep_for(9s);
                co_await client.write(begin.substr(10));
                for (int i = 0; i < come; ++i) {
                    co_await plait::sleep_for(30s); // what comes in that moment is in time
                    co_await client.write("0");
                }
                const std::string answer = co_await client.read_to_end();
                CHECK(status_of(answer) == 408);
                CHECK(field_of(answer, "Connection") == "close");
                CHECK(clock.elapsed() == 9s + (come + 1) * 30s);
            });
        }
    }
}

TEST_CASE("a body may come slowly, but not longer than body_total_timeout")
{
    const std::string body(100, '0');
    const std::string chunks = "64\r\n" + body + "\r\n0\r\n\r\n";
    for (const std::string& sent : {post("/echo", body), post_chunks("/echo", chunks)}) {
        const std::size_t head = sent.find("\r\n\r\n") + 4;
        for (const bool of_route : {false, true}) {
            router routes = app();
            if (of_route) {
                routes = router();
                auto echo = [](request& request) { return text(std::string(request.body())); };
                routes.post("/echo", echo, route_options().body_total_timeout(40s));
            }
            const server_options options = of_route ? server_options() : server_options().body_total_timeout(40s);
            with_server(routes, options, [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
                memory_stream client = server.connect();
                co_await client.write(sent.substr(0, head));
                CHECK(status_of(co_await drip(client, sent.substr(head, 43))) == 408);
                CHECK(clock.elapsed() >= 40s);
                CHECK(clock.elapsed() <= 46s); // `drip` waits for the end
            });
        }
        const server_options options = server_options().least_body_rate(0);
        with_server(app(), options, [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(sent.substr(0, head));
            for (std::size_t at = head; at < sent.size(); ++at) {
                co_await plait::sleep_for(2s);
                co_await client.write(sent.substr(at, 1));
            }
            CHECK(body_of(co_await read_answer(client)) == body);
            CHECK(clock.elapsed() >= 200s);
        });
    }
}

TEST_CASE("a body that comes by a byte a second is answered 408 soon after body_timeout, and one at least_body_rate is not")
{
    for (const bool chunked : {false, true}) {
        CAPTURE(chunked);
        const std::string begin =
            chunked ? post_chunks("/echo", "800\r\n") : "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 2048\r\n\r\n";
        with_server([&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(begin);
            for (int i = 0; i < 33; ++i) {
                co_await plait::sleep_for(1s);
                co_await client.write("0");
            }
            CHECK(status_of(co_await client.read_to_end()) == 408);
            CHECK(clock.elapsed() == 34s); // 30 s, and 4 for the bytes that came
        });
        with_server([&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(begin);
            for (int i = 0; i < 256; ++i) {
                co_await plait::sleep_for(1s);
                co_await client.write("01234567");
            }
            if (chunked)
                co_await client.write("\r\n0\r\n\r\n");
            CHECK(status_of(co_await read_answer(client)) == 200);
            CHECK(clock.elapsed() == 256s);
        });
    }
}

TEST_SUITE_END();
