#include "http/connection/connection.hpp"

#include <plait/run_concurrent.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <stdexcept>
#include <string>

using namespace http_test;
using plait::run_concurrent;

namespace {

/// A route that is cancelled in its hour, and then does as it likes.
template <class AtEnd>
router with_hour(AtEnd at_end)
{
    router routes = app();
    routes.get("/hour", [at_end](request&) -> awaitable<response> {
        try {
            co_await plait::sleep_for(1h);
        } catch (const boost::system::system_error&) {
            at_end();
            throw;
        }
        co_return text("done");
    });
    return routes;
}

} // namespace

TEST_SUITE_BEGIN("connection, drain");

TEST_CASE("a server without connections has drained at once")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        co_await server.drain();
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("connections that wait for a request are closed at once")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream used = server.connect();
        CHECK(status_of(co_await ask(used, get("/"))) == 200);
        memory_stream with_an_empty_line = server.connect();
        CHECK(status_of(co_await ask(with_an_empty_line, get("/"))) == 200);
        co_await with_an_empty_line.write("\r\n");
        co_await plait::sleep_for(1s);

        co_await server.drain();

        CHECK(clock.elapsed() == 1s);
        CHECK(server.connections() == 0);
        CHECK((co_await used.read_to_end()) == "");
        CHECK((co_await with_an_empty_line.read_to_end()) == "");
    });
}

TEST_CASE(
    "a connection that has asked nothing yet has a second for its request, which is answered with Connection: close")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream silent = server.connect();
        memory_stream asks = server.connect();
        co_await plait::sleep_for(10s);
        std::string answer;
        co_await run_concurrent(server.drain(), [&]() -> awaitable<void> {
            co_await plait::sleep_for(900ms);
            answer = co_await ask(asks, get("/"));
        });

        CHECK(clock.elapsed() == 11s);
        CHECK(body_of(answer) == "hello");
        CHECK(field_of(answer, "Connection") == "close");
        CHECK((co_await silent.read_to_end()) == "");
    });
}

TEST_CASE("a request that came in the moment in which the server was stopped is answered")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(status_of(co_await ask(client, get("/"))) == 200);
        co_await client.write(get("/"));
        co_await server.drain();

        const std::string answer = co_await client.read_to_end();
        CHECK(body_of(answer) == "hello");
        CHECK(field_of(answer, "Connection") == "close");
    });
}

TEST_CASE("a request in flight is finished, its answer with Connection: close")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/slow"));
        co_await plait::sleep_for(500ms);

        co_await server.drain();

        CHECK(clock.elapsed() == 2s);
        const std::string answer = co_await client.read_to_end();
        CHECK(body_of(answer) == "slow");
        CHECK(field_of(answer, "Connection") == "close");
    });
}

TEST_CASE("a request that has begun to come when the server stops is in flight")
{
    struct row {
        const char* name;
        std::string begin;
        std::string rest;
    };
    for (const row& r : {
             row{"a body", "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\na", "b"},
             row{"chunks", post_chunks("/echo", "1\r\na"), "\r\n0\r\n\r\n"},
         }) {
        CAPTURE(r.name);
        with_server([&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(r.begin);
            co_await plait::sleep_for(1s);
            std::string answer;
            co_await run_concurrent(server.drain(), [&]() -> awaitable<void> {
                co_await plait::sleep_for(3s);
                answer = co_await ask(client, r.rest);
            });

            CHECK(status_of(answer) == 200);
            CHECK(field_of(answer, "Connection") == "close");
            CHECK(clock.elapsed() == 4s);
        });
    }
}

TEST_CASE("a request that was sent behind the one in flight is not served")
{
    int served = 0;
    router routes = app();
    routes.get("/count", [&](request&) -> awaitable<response> {
        ++served;
        co_return response();
    });
    with_server(routes, server_options(), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/slow") + get("/count"));
        co_await plait::sleep_for(1s);

        co_await server.drain();

        CHECK(status_of(co_await read_answer(client)) == 200);
        CHECK((co_await read_answer(client)) == "");
        CHECK(clock.elapsed() == 3s); // it stayed a second, so that the client gets the answer before a reset
    });
    CHECK(served == 0);
}

TEST_CASE("a client that is still reading its answer is waited for, and then the connection is closed")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect(60'000);
        co_await client.write(get("/large"));
        co_await plait::sleep_for(1s); // its answer, already on its way, has said that the connection stays

        std::string answer;
        co_await run_concurrent(server.drain(), [&]() -> awaitable<void> {
            co_await plait::sleep_for(3s);
            answer = co_await read_answer(client);
        });

        CHECK(body_of(answer) == large_text());
        CHECK(clock.elapsed() == 4s);
        CHECK((co_await client.read()) == "");
    });
}

TEST_CASE("after drain_timeout what is still there is cancelled, and the log says what that was")
{
    bool cancelled = false;
    log_lines log;
    const router routes = with_hour([&] { cancelled = true; });
    with_server(
        routes, server_options().log(log.keep()), [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream handled = server.connect();
            co_await handled.write(get("/hour"));
            memory_stream sending = server.connect();
            co_await sending.write("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\na");
            memory_stream reading = server.connect(1000);
            co_await reading.write(get("/large"));
            co_await plait::sleep_for(1s);

            co_await server.drain();

            CHECK(clock.elapsed() == 11s);
            CHECK(cancelled);
            CHECK(server.connections() == 0);
            CHECK((co_await handled.read_to_end()) == "");
            CHECK((co_await sending.read_to_end()) == "");
            CHECK((co_await reading.read_to_end()).size() == 1000);
        });
    CHECK(
        log.lines
        == std::vector<std::string>{
            "drain_timeout is over, connections that are cut off: 3: a client that has not taken its whole answer; "
            "POST /echo, whose body has not come; GET /hour, in sleep"});
}

TEST_CASE("drain_timeout may be another")
{
    const router routes = with_hour([] {});
    with_server(
        routes, server_options().drain_timeout(0s), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(get("/hour"));
            co_await plait::sleep_for(1s);

            co_await server.drain();

            CHECK(clock.elapsed() == 1s);
        });
}

TEST_CASE("a handler that answers though it is cancelled is heard")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/stubborn"));
        co_await plait::sleep_for(1s);

        co_await server.drain();

        const std::string answer = co_await client.read_to_end();
        CHECK(body_of(answer) == "stubborn");
        CHECK(field_of(answer, "Connection") == "close");
        CHECK(clock.elapsed() == 11s);
    });
}

TEST_CASE("a handler that fails when it is cancelled is logged")
{
    log_lines log;
    const router routes = with_hour([] { throw std::runtime_error("could not roll back"); });
    with_server(routes, server_options().log(log.keep()), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/hour"));
        co_await plait::sleep_for(1s);

        co_await server.drain();

        CHECK(status_of(co_await client.read_to_end()) == 500);
    });
    REQUIRE(log.lines.size() == 2); // the first: that the time to drain is over
    CHECK(log.lines[1] == "GET /hour: could not roll back");
}

TEST_CASE("a handler that ignores its cancellation is waited for")
{
    router routes;
    routes.get("/", [](request&) -> awaitable<response> {
        co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
        co_await plait::sleep_for(1h);
        co_return text("done");
    });
    const server_options options = server_options().handler_timeout(24h);
    with_server(routes, options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/"));
        co_await plait::sleep_for(1s);

        co_await server.drain();

        CHECK(clock.elapsed() == 1h);
        CHECK(body_of(co_await client.read_to_end()) == "done");
    });
}

TEST_SUITE_END();
