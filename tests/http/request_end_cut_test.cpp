// Requests whose clients leave, and those that a server cuts off when it stops.
#include <plait/http/request_end.hpp>

#include <plait/run_concurrent.hpp>

#include <doctest/doctest.h>
#include <support/ended_requests.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace http_test;

TEST_SUITE_BEGIN("request_end");

TEST_CASE("each request whose client leaves, or that the server cuts off as it stops, has one end")
{
    const std::string half = "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 6\r\n\r\nabc";
    const request_end_row rows[] = {
        {"the client leaves before it asks", leaves("", 1s), {}},
        {"the client leaves within a head",
         leaves("GET / HTTP/1.1\r\nHo", 1s),
         {"GET  by : 0 client_left after 1000 ms"}},
        {"the client leaves within a head behind a good request",
         leaves(get("/") + "GET / HTTP/1.1\r\nHo", 1s),
         {"GET / by /{$}: 200 answered after 0 ms", "GET  by : 0 client_left after 1000 ms"}},
        {"the client leaves within a body", leaves(half, 1s), {"POST /echo by /echo: 0 client_left after 1000 ms"}},
        {"the client leaves within a body that a handler reads",
         leaves(put("/reads", "Content-Length: 9\r\n", "abc"), 1s),
         {"PUT /reads by /reads: 0 client_left after 1000 ms"}},
        {"the client leaves while its handler runs",
         leaves(get("/hour"), 1s),
         {"GET /hour by /hour: 0 client_left after 1000 ms"}},
        {"the client leaves, and the handler answers all the same",
         leaves(get("/stubborn"), 1s),
         {"GET /stubborn by /stubborn: 0 client_left after 1000 ms"}},
        {"the client leaves, and the handler does not hear of it",
         leaves(get("/ignores"), 1s),
         {"GET /ignores by /ignores: 0 client_left after 60000 ms"}},
        {"the connection is reset while the handler runs",
         resets(get("/hour"), 1s),
         {"GET /hour by /hour: 0 client_left after 1000 ms"}},
        {"the client leaves while the answer is written",
         leaves(get("/large"), 1s, 1000),
         {"GET /large by /large: 200 client_left after 1000 ms"}},
        {"the client leaves while a stream goes on",
         leaves(get("/stream/hour"), 1s),
         {"GET /stream/hour by /stream/hour: 200 client_left after 1000 ms"}},
        {"the client leaves a stream that it does not read",
         leaves(get("/stream"), 1s, 10),
         {"GET /stream by /stream: 200 client_left after 1000 ms"}},
        {"the client leaves a stream of events",
         leaves(get("/live"), 1s),
         {"GET /live by /live: 200 client_left after 1000 ms"}},
        {"the client does not take a 101",
         leaves(get("/now"), 2min, 10),
         {"GET /now by /now: 101 write_timeout after 30000 ms"}},
        {"the client does not take the answer",
         leaves(get("/large") + get("/"), 2min, 1000),
         {"GET /large by /large: 200 write_timeout after 30000 ms"}},
        {"the client does not take 100 Continue",
         leaves("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n", 2min, 10),
         {"POST /echo by /echo: 0 write_timeout after 30000 ms"}},

        {"the server stops, and there is time",
         is_stopped(get("/slow")),
         {"GET /slow by /slow: 200 answered after 2000 ms"}},
        {"the server stops, and the handler goes on",
         is_stopped(get("/hour")),
         {"GET /hour by /hour: 0 stopped after 4000 ms"}},
        {"the server stops, and the handler answers all the same",
         is_stopped(get("/stubborn")),
         {"GET /stubborn by /stubborn: 200 answered after 4000 ms"}},
        {"the server stops within a head", is_stopped("GET"), {"  by : 408 refused after 2000 ms"}},
        {"the server stops within a body", is_stopped(half), {"POST /echo by /echo: 0 stopped after 4000 ms"}},
        {"the server stops while the answer is written",
         is_stopped(get("/large"), 1000),
         {"GET /large by /large: 200 stopped after 4000 ms"}},
        {"the server stops while a stream goes on",
         is_stopped(get("/stream/hour")),
         {"GET /stream/hour by /stream/hour: 200 stopped after 4000 ms"}},
        {"the server stops, and a request comes too late",
         [](memory_server& server) -> awaitable<void> {
             memory_stream client = server.connect();
             co_await client.write(get("/") + "\r\n"); // behind which the server reads on for a while
             co_await plait::sleep_for(1s);
             auto write_late = [&]() -> awaitable<void> {
                 co_await plait::sleep_for(100ms);
                 co_await client.write(get("/"));
                 CHECK((co_await read_answer(client)).starts_with("HTTP/1.1 200"));
                 CHECK((co_await client.read_to_end()) == "");
             };
             co_await plait::run_concurrent(server.drain(), write_late());
         },
         {"GET / by /{$}: 200 answered after 0 ms"}},
        {"the server stops, and a stream of events ends in order",
         is_stopped(get("/live")),
         {"GET /live by /live: 200 answered after 1000 ms"}},
    };
    for (const request_end_row& each : rows)
        check_row(each);
}

TEST_CASE(
    "however many bytes of its request a client sends before it leaves, and of its answer it reads, there is one end")
{
    const std::vector<std::string> requests{
        get("/"),
        post("/echo", "abc"),
        post_chunks("/echo", "3\r\nabc\r\n0\r\n\r\n"),
        put("/reads", "Content-Length: 3\r\n", "abc"),
        put("/reads", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n"),
        get("/stream/hour"),
        get("/live"),
        get("/stream/throws"),
        get("/hour"),
        get("/nowhere"),
        "nonsense\r\n\r\n",
        get("/") + get("/slow") + get("/nothing") + get("/", "Connection: close\r\n")};
    echo_record record;
    for (const std::string& request : requests)
        for (const bool by_reset : {false, true})
            for (std::size_t sent = 0; sent <= request.size(); ++sent) {
                ends seen;
                log_lines log;
                const auto options = server_options().log(log.keep()).on_request_end(seen.keep());
                with_server(
                    every_ending(record), options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
                        {
                            memory_stream client = server.connect();
                            co_await client.write(std::string_view(request).substr(0, sent));
                            co_await plait::sleep_for(1ms);
                            if (by_reset)
                                client.reset();
                        }
                        co_await plait::sleep_for(1h);
                        REQUIRE(server.connections() == 0);
                    });
                CAPTURE(request);
                CAPTURE(sent);
                CAPTURE(seen.texts());
                REQUIRE(seen.bytes_in() <= sent);
                if (request.ends_with("Connection: close\r\n\r\n")) // several requests
                    REQUIRE(seen.all.size() <= 4);
                else
                    REQUIRE(seen.all.size() == (sent > 0 ? 1 : 0));
            }
    for (const std::string& request : requests)
        for (std::size_t read = 0; read <= 400; read += 1 + read / 20) {
            ends seen;
            log_lines log;
            std::size_t received = 0;
            const auto options = server_options().log(log.keep()).on_request_end(seen.keep());
            with_server(every_ending(record), options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
                {
                    memory_stream client = server.connect(1);
                    co_await client.write(request);
                    while (received < read) {
                        co_await plait::sleep_for(1ms);
                        boost::system::error_code failed;
                        char some = 0;
                        if (client.read_some(boost::asio::buffer(&some, 1), failed) == 0)
                            break;
                        ++received;
                    }
                    co_await plait::sleep_for(1ms);
                }
                co_await plait::sleep_for(1h);
                REQUIRE(server.connections() == 0);
            });
            CAPTURE(request);
            CAPTURE(received);
            CAPTURE(seen.texts());
            REQUIRE(!seen.all.empty());
            REQUIRE(seen.bytes_out() >= received);
            REQUIRE(seen.bytes_out() <= received + 1);
            if (!request.ends_with("Connection: close\r\n\r\n"))
                REQUIRE(seen.all.size() == 1);
        }
}

TEST_SUITE_END();
