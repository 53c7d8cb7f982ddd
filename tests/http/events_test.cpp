#include <plait/http/events.hpp>

#include <plait/http/stream.hpp>
#include <plait/run_concurrent.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <stdexcept>
#include <string>

using namespace http_test;

TEST_SUITE_BEGIN("events");

TEST_CASE("an event has its fields, and each line of its data")
{
    CHECK(server_event("7").text() == "data: 7\n\n");
    CHECK(server_event("").text() == "data: \n\n");
    CHECK(
        server_event("a\nb\r\nc\rd\n").name("tick").id("9").retry(2s).text()
        == "event: tick\nid: 9\nretry: 2000\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
}

TEST_CASE("a name or an id that would split the event is refused")
{
    for (const std::string& wrong : {std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3)}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(server_event("x").name(wrong), std::invalid_argument);
        CHECK_THROWS_AS(server_event("x").id(wrong), std::invalid_argument);
    }
    CHECK_THROWS_AS(server_event("x").retry(-1s), std::invalid_argument);
}

TEST_CASE("events come when they are sent, and a sign of life when none is")
{
    router app;
    app.get("/", [](request&) {
        return events([](event_writer& out) -> awaitable<void> {
            co_await out.send("1");
            co_await plait::sleep_for(40s);
            co_await out.send("2");
        });
    });
    with_server(app, server_options(), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string head = co_await ask(client, get("/", "Connection: close\r\n"));
        CHECK(field_of(head, "Content-Type") == "text/event-stream");
        CHECK(field_of(head, "Cache-Control") == "no-store");
        CHECK(
            co_await client.read_to_end()
            == "9\r\ndata: 1\n\n\r\n3\r\n:\n\n\r\n3\r\n:\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n");
        CHECK(clock.elapsed() == 40s);
    });
}

TEST_CASE("a server that stops ends a stream of events at once, and in order")
{
    log_lines log;
    router app;
    app.get("/", [](request&) {
        return events([](event_writer& out) -> awaitable<void> {
            while (true) {
                co_await out.send("tick");
                co_await plait::sleep_for(1h);
            }
        });
    });
    with_server(
        app, server_options().log(log.keep()), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(get("/"));
            co_await plait::sleep_for(5s);
            co_await server.drain();
            CHECK(clock.elapsed() == 5s);
            CHECK((co_await client.read_to_end()).ends_with("c\r\ndata: tick\n\n\r\n0\r\n\r\n"));
        });
    CHECK(log.lines.empty());
}

TEST_CASE("several tasks may send, and a client that does not read keeps at most 64 KiB waiting")
{
    std::size_t sent = 0;
    router app;
    app.get("/", [&](request&) {
        return events([&](event_writer& out) -> awaitable<void> {
            const auto many = [&]() -> awaitable<void> {
                for (int i = 0; i < 1000; ++i) {
                    co_await out.send(std::string(1000, 'x'));
                    ++sent;
                }
            };
            co_await plait::run_concurrent(many, many);
        });
    });
    with_server(app, server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(get("/", "Connection: close\r\n"));
        co_await plait::sleep_for(1s);
        CHECK(sent < 200);
        const std::string all = co_await client.read_to_end();
        CHECK(count_of(all, "data: xxx") == 2000);
    });
}

TEST_CASE("a test reads the events of a handler")
{
    plait::testing::run_virtual([](virtual_clock&) -> awaitable<void> {
        response answer =
            events([](event_writer& out, int from) -> awaitable<void> { co_await out.send(std::to_string(from)); }, 7);
        CHECK(co_await read_body(answer) == "data: 7\n\n");
    });
}

TEST_SUITE_END();
