// What is told of a request that has ended.
#include <plait/http/request_end.hpp>

#include <plait/run_concurrent.hpp>

#include <doctest/doctest.h>
#include <support/ended_requests.hpp>

#include <cstdint>
#include <string>
#include <vector>

using namespace http_test;

TEST_SUITE_BEGIN("request_end");

TEST_CASE("all bytes of requests and of answers count, each for its request")
{
    echo_record record;
    ends seen;
    const std::vector<std::string> requests{
        get("/"),
        post("/echo", large_text()),
        "HEAD /large HTTP/1.1\r\nHost: test\r\n\r\n",
        post_chunks("/echo", "5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n"),
        put("/reads", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
        put("/reads", "Content-Length: 100000\r\n", large_text()),
        get("/nowhere"),
        get("/large"),
        get("/stream"),
        get("/users/7"),
    };
    constexpr std::size_t size_of_stream = 3 * (20'000 + 8) + 5;
    std::vector<std::uint64_t> sent;
    std::vector<std::uint64_t> received;
    with_server(
        every_ending(record), server_options().on_request_end(seen.keep()),
        [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect(1000);
            for (const std::string& each : requests) {
                co_await client.write(each);
                std::string answer = co_await read_answer(client, each.starts_with("HEAD"));
                if (each == get("/stream"))
                    answer += co_await read_bytes(client, size_of_stream);
                sent.push_back(each.size());
                received.push_back(answer.size());
            }
            memory_stream together = server.connect(1000);
            std::string all;
            for (const std::string& each : requests) {
                all += each;
                sent.push_back(each.size());
            }
            auto read_all_answers = [&]() -> awaitable<void> {
                for (const std::string& each : requests) {
                    std::string answer = co_await read_answer(together, each.starts_with("HEAD"));
                    if (each == get("/stream"))
                        answer += co_await read_bytes(together, size_of_stream);
                    received.push_back(answer.size());
                }
            };
            co_await plait::run_concurrent(together.write(all), read_all_answers());
        });
    std::vector<std::uint64_t> in;
    std::vector<std::uint64_t> out;
    for (const told& each : seen.all) {
        in.push_back(each.bytes_in);
        out.push_back(each.bytes_out);
    }
    CHECK(in == sent);
    CHECK(out == received);
}

TEST_CASE("100 Continue counts, and so does what was sent and read before a connection was cut")
{
    ends seen;
    const std::string head = "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n";
    const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
    with_server(
        app(), server_options().on_request_end(seen.keep()),
        [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            {
                memory_stream client = server.connect();
                co_await client.write(head);
                CHECK((co_await read_bytes(client, interim.size())) == interim);
                co_await client.write("abc");
            }
            co_await plait::sleep_for(1ms);
            {
                memory_stream client = server.connect(1000);
                co_await client.write(get("/large") + get("/"));
                co_await plait::sleep_for(1ms);
                CHECK((co_await client.read()).size() == 1000);
                co_await plait::sleep_for(1ms);
            }
            co_await plait::sleep_for(1ms);
        });
    REQUIRE(seen.all.size() == 2);
    CHECK(seen.all[0].bytes_in == head.size() + 3);
    CHECK(seen.all[0].bytes_out == interim.size());
    CHECK(seen.all[1].bytes_in == get("/large").size());
    CHECK(seen.all[1].bytes_out == 2000);
}

TEST_CASE("a request begins with its first byte, and not with an empty line or a header of a proxy")
{
    ends seen;
    std::vector<plait::clock::duration> begins;
    std::string peer;
    const auto epoch = std::chrono::sys_days(std::chrono::January / 1 / 2000);
    const server_options options = server_options().proxy_protocol(true).on_request_end([&](const request_end& end) {
        seen.keep()(end);
        begins.push_back(end.time - epoch);
        peer = end.peer.to_string();
    });
    with_server(app(), options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write("PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\n");
        co_await plait::sleep_for(1s);
        co_await client.write("\r\n");
        co_await plait::sleep_for(1s);
        co_await client.write("GET /");
        co_await plait::sleep_for(1s);
        co_await ask(client, " HTTP/1.1\r\nHost: test\r\n\r\n");
        co_await plait::sleep_for(1s);
        co_await client.write("\r\n");
        co_await plait::sleep_for(1s);
        co_await ask(client, get("/slow"));
    });
    CHECK(
        seen.texts() == "GET / by /{$}: 200 answered after 1000 ms\nGET /slow by /slow: 200 answered after 2000 ms\n");
    CHECK(begins == std::vector<plait::clock::duration>{2s, 5s});
    CHECK(seen.bytes_in() == get("/").size() + get("/slow").size());
    CHECK(peer == "192.0.2.7:4711");
}

TEST_CASE("the fields of the request are there, also when the answer goes out slowly")
{
    std::string fields;
    const server_options options =
        server_options()
            .trust_proxies({"127.0.0.1"}, forwarding_field::x_forwarded_for)
            .on_request_end([&](const request_end& end) { fields.append(described(end.request)).append(";"); });
    with_server(app(), options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(get("/large", "User-Agent: a\r\n"));
        co_await client.write(get("/", "User-Agent: b\r\n"));
        co_await read_answer(client);
        co_await read_answer(client);
    });
    CHECK(fields == "GET /large\nHost=test\nUser-Agent=a\n;GET /\nHost=test\nUser-Agent=b\n;");
}

TEST_SUITE_END();
