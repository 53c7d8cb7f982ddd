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
