#include <plait/http/server_load.hpp>

#include <doctest/doctest.h>
#include <support/ended_requests.hpp>
#include <support/overloaded.hpp>

#include <string>
#include <vector>

using namespace http_test;

TEST_SUITE_BEGIN("overload");

TEST_CASE("the newest request is served first, and those that have waited for longer than the target are refused")
{
    server_load load;
    ends told;
    const auto options = server_options().load(load).on_request_end(told.keep());
    when_overloaded(working(), options, [&](const overloaded& server) -> awaitable<void> {
        std::vector<memory_stream> clients;
        for (int i = 0; i < 4; ++i)
            clients.push_back(server.connect());
        for (std::size_t i = 0; i < clients.size(); ++i) // all at the same time
            co_await clients[i].write(get("/compute/3", "X: " + std::to_string(i) + "\r\n"));

        CHECK(status_of(co_await read_answer(clients[3])) == 200);
        CHECK(status_of(co_await read_answer(clients[2])) == 200);
        CHECK(status_of(co_await read_answer(clients[0])) == 503); // after 6 ms
        CHECK(status_of(co_await read_answer(clients[1])) == 200); // there is nothing better to do
        CHECK(load.shed() == 1);
        CHECK(load.is_overloaded());
        CHECK(status_of(co_await ask(clients[0], get("/compute/3"))) == 200);
        CHECK(count_of(told.texts(), "503 refused") == 1);
    });
}

TEST_CASE("the overload is over when nothing was refused for half a second")
{
    server_load load;
    when_overloaded(working(), server_options().load(load), [&](const overloaded& server) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(status_of(co_await ask(client, get("/urgent"))) == 503);
        CHECK(load.is_overloaded());
        co_await plait::sleep_for(500ms);
        CHECK_FALSE(load.is_overloaded());
        CHECK(status_of(co_await ask(client, get("/health"))) == 200);
        CHECK(load.shed() == 1);
    });
}

TEST_CASE("a refusal says when to come again, and keeps the connection")
{
    when_overloaded([](const overloaded& server) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string answer = co_await ask(client, get("/urgent"));
        CHECK(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
        CHECK(field_of(answer, "Retry-After") == "1");
        CHECK(field_of(answer, "Date") == "Sat, 01 Jan 2000 00:00:00 GMT");
        CHECK(field_of(answer, "Content-Type") == "text/plain; charset=utf-8");
        CHECK_FALSE(field_of(answer, "Connection"));
        CHECK(body_of(answer) == "Service Unavailable\n");

        CHECK(status_of(co_await ask(client, get("/health"))) == 200);
    });
}

TEST_CASE("a refusal of HEAD has no body, one of HTTP/1.0 says whether the connection stays")
{
    when_overloaded([](const overloaded& server) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write("HEAD /urgent HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
        const std::string head = co_await client.read_to_end();
        CHECK(field_of(head, "Content-Length") == "20");
        CHECK(field_of(head, "Connection") == "close");
        CHECK(body_of(head) == "");

        memory_stream old = server.connect();
        const std::string kept = co_await ask(old, "GET /urgent HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        CHECK(status_of(kept) == 503);
        CHECK(field_of(kept, "Connection") == "keep-alive");
        co_await old.write("GET /urgent HTTP/1.0\r\n\r\n");
        CHECK(field_of(co_await old.read_to_end(), "Connection") == "close");
    });
}

TEST_CASE("a request is refused before its body is read; then the connection ends, unless the body was there")
{
    when_overloaded([](const overloaded& server) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(status_of(co_await ask(client, post("/urgent", "body"))) == 503);
        CHECK(status_of(co_await ask(client, post("/urgent", "body") + get("/health"))) == 503);
        CHECK(status_of(co_await read_answer(client)) == 200);

        co_await client.write("POST /urgent HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\n");
        const std::string answer = co_await client.read_to_end();
        CHECK(status_of(answer) == 503);
        CHECK(field_of(answer, "Connection") == "close");

        memory_stream chunks = server.connect();
        co_await chunks.write(post_chunks("/urgent", "4\r\nbody\r\n"));
        CHECK(field_of(co_await chunks.read_to_end(), "Connection") == "close");

        memory_stream expects = server.connect();
        co_await expects.write("POST /urgent HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n"
                               "Expect: 100-continue\r\n\r\n");
        CHECK((co_await expects.read_to_end()).starts_with("HTTP/1.1 503 "));
    });
}

TEST_CASE("bodies that come later are read when their requests have had their turns")
{
    when_overloaded([](const overloaded& server) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string request = post("/echo", "a body");
        co_await client.write(request.substr(0, request.size() - 4));
        co_await plait::sleep_for(1ms);
        CHECK(body_of(co_await ask(client, request.substr(request.size() - 4))) == "a body");
        CHECK(body_of(co_await ask(client, post_chunks("/echo", "3\r\nabc\r\n0\r\n\r\n"))) == "abc");
    });
}

TEST_CASE("a route that is never shed is answered at once, and so is what has no route")
{
    ends told;
    when_overloaded(
        working(), server_options().on_request_end(told.keep()), [&](const overloaded& server) -> awaitable<void> {
            memory_stream waits = server.connect();
            memory_stream client = server.connect();
            co_await waits.write(get("/compute/1"));
            co_await client.write(get("/health") + get("/nowhere"));
            CHECK(status_of(co_await read_answer(client)) == 200);
            CHECK(status_of(co_await read_answer(client)) == 404);
            CHECK(status_of(co_await read_answer(waits)) == 200);
            CHECK(
                told.texts()
                == "GET /health by /health: 200 answered after 0 ms\n"
                   "GET /nowhere by : 404 refused after 0 ms\n"
                   "GET /compute/1 by /compute/{ms:int}: 200 answered after 1 ms\n");
        });
}

TEST_CASE("answers ahead of a request that waits have gone out, and those behind it follow")
{
    when_overloaded([](const overloaded& server) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/health") + get("/urgent") + get("/health") + get("/urgent"));
        for (const int status : {200, 503, 200, 503})
            CHECK(status_of(co_await read_answer(client)) == status);
    });
}

TEST_CASE("on_request_end is told of a refusal, with its route")
{
    ends told;
    when_overloaded(
        working(), server_options().on_request_end(told.keep()), [&](const overloaded& server) -> awaitable<void> {
            memory_stream client = server.connect();
            const std::string answer = co_await ask(client, get("/urgent"));
            REQUIRE(told.all.size() == 1);
            CHECK(told.all[0].text == "GET /urgent by /urgent: 503 refused after 0 ms");
            CHECK(told.all[0].bytes_in == get("/urgent").size());
            CHECK(told.all[0].bytes_out == answer.size());
        });
}

TEST_CASE("the log is told that the server is overloaded")
{
    log_lines log;
    when_overloaded(
        working(), server_options().log(log.keep()), [](const overloaded&) -> awaitable<void> { co_return; });
    REQUIRE(log.lines.size() == 1);
    CHECK(
        log.lines[0]
        == "overloaded: requests that have waited for longer than overload_target, 5 ms, are answered 503");
}

TEST_SUITE_END();
