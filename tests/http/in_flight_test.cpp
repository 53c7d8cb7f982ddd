#include <doctest/doctest.h>
#include <plait/http/server_load.hpp>
#include <plait/http/stream.hpp>
#include <support/http.hpp>

#include <string>
#include <vector>

using namespace http_test;

namespace {

router waiting()
{
    router routes = app();
    routes.get(
        "/health", [](request&) -> awaitable<response> { co_return text("ok"); }, route_options().never_shed());
    routes.get("/stream", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            co_await out.write("some");
            co_await plait::sleep_for(2s);
        });
    });
    return routes;
}

} // namespace

TEST_SUITE_BEGIN("the limit of requests in flight");

TEST_CASE("one more is answered 503 at once, and its connection stays open")
{
    server_load load;
    const auto options = server_options().max_requests_in_flight(2).load(load);
    with_server(waiting(), options, [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream first = server.connect();
        memory_stream second = server.connect();
        memory_stream third = server.connect();
        co_await first.write(get("/slow"));
        co_await second.write(get("/slow"));

        const std::string answer = co_await ask(third, get("/slow"));
        CHECK(status_of(answer) == 503);
        CHECK(field_of(answer, "Retry-After") == "1");
        CHECK(clock.elapsed() == 0s);
        CHECK(status_of(co_await ask(third, get("/health"))) == 200);
        CHECK(load.shed() == 1);
        CHECK_FALSE(load.is_overloaded());

        CHECK(status_of(co_await read_answer(first)) == 200);
        CHECK(status_of(co_await read_answer(second)) == 200);
        CHECK(status_of(co_await ask(third, get("/slow"))) == 200);
    });
}

TEST_CASE("the log is told that the limit is reached, once a minute at most")
{
    log_lines log;
    const auto options = server_options().max_requests_in_flight(1).log(log.keep()).handler_timeout(1h);
    router routes;
    routes.get("/", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(10min);
        co_return text("done");
    });
    with_server(routes, options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream first = server.connect();
        co_await first.write(get("/"));
        memory_stream other = server.connect();
        for (const std::size_t expected : {1, 1, 2}) {
            CHECK(status_of(co_await ask(other, get("/"))) == 503);
            CHECK(log.lines.size() == expected);
            co_await plait::sleep_for(30s);
        }
    });
    REQUIRE(!log.lines.empty());
    CHECK(log.lines[0] == "max_requests_in_flight, 1, are in flight: more are answered 503");
}

TEST_CASE("a stream counts until its last byte")
{
    const auto options = server_options().max_requests_in_flight(1);
    with_server(waiting(), options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        memory_stream other = server.connect();
        co_await client.write(get("/stream"));
        co_await plait::sleep_for(1s);

        CHECK(status_of(co_await ask(other, get("/"))) == 503);
        co_await plait::sleep_for(1s);
        CHECK(status_of(co_await ask(other, get("/"))) == 200);
    });
}

TEST_CASE("one whose client has left counts no more")
{
    const auto options = server_options().max_requests_in_flight(1);
    with_server(waiting(), options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream other = server.connect();
        {
            memory_stream client = server.connect();
            co_await client.write(get("/slow"));
            CHECK(status_of(co_await ask(other, get("/"))) == 503);
        }
        co_await plait::sleep_for(1ms);
        CHECK(status_of(co_await ask(other, get("/"))) == 200);
    });
}

TEST_CASE("one that was answered counts no more, whatever its connection does")
{
    const auto options = server_options().max_requests_in_flight(1);
    with_server(waiting(), options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream begins_another = server.connect();
        CHECK(status_of(co_await ask(begins_another, get("/") + "GET / HT")) == 200);
        memory_stream sends_on = server.connect();
        CHECK(status_of(co_await ask(sends_on, get("/", "Connection: close\r\n") + "more")) == 200);
        memory_stream too_large = server.connect();
        co_await too_large.write("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 3000000\r\n\r\n");
        CHECK(status_of(co_await read_answer(too_large)) == 413);

        memory_stream other = server.connect();
        CHECK(status_of(co_await ask(other, get("/"))) == 200);
    });
}

TEST_CASE("a request takes its place when its body has come")
{
    const auto options = server_options().max_requests_in_flight(1);
    with_server(waiting(), options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        const std::string whole = post("/echo", "body");
        const std::string chunks = post_chunks("/echo", "4\r\nbody\r\n0\r\n\r\n");
        for (const std::string& each : {whole, chunks}) {
            memory_stream slow = server.connect();
            memory_stream late = server.connect();
            memory_stream other = server.connect();
            for (memory_stream* one : {&slow, &late})
                co_await one->write(each.substr(0, each.size() - 2));
            CHECK(status_of(co_await ask(other, get("/"))) == 200);
            CHECK(body_of(co_await ask(slow, each.substr(each.size() - 2))) == "body");

            co_await other.write(get("/slow"));
            co_await late.write(each.substr(each.size() - 2));
            const std::string refused = co_await late.read_to_end();
            CHECK(status_of(refused) == 503);
            CAPTURE(refused);
            CHECK(field_of(refused, "Connection") == "close");
            CHECK(status_of(co_await read_answer(other)) == 200);
        }
    });
}

TEST_CASE("the head behind a request that is refused has its own time to come")
{
    const auto options = server_options().max_requests_in_flight(1).handler_timeout(60s);
    with_server(waiting(), options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream busy = server.connect();
        co_await busy.write(get("/stubborn"));
        memory_stream client = server.connect();
        const std::string head = get("/");
        co_await client.write(head.substr(0, 10));
        co_await plait::sleep_for(9s);
        CHECK(status_of(co_await ask(client, head.substr(10) + head.substr(0, 10))) == 503);
        co_await plait::sleep_for(9s);
        CHECK(status_of(co_await ask(client, head.substr(10))) == 503);
    });
}

TEST_CASE("requests that came together take one place, one after the other")
{
    const auto options = server_options().max_requests_in_flight(1);
    with_server(waiting(), options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/") + get("/slow") + get("/"));
        for (int i = 0; i < 3; ++i)
            CHECK(status_of(co_await read_answer(client)) == 200);
    });
}

TEST_SUITE_END();
