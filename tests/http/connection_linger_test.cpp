#include "http/connection/connection.hpp"

#include <plait/run_concurrent.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/http.hpp>

#include <string>

using namespace http_test;

namespace {

constexpr std::string_view nonsense = "nonsense\r\n\r\n";

/// Sends a few bytes a second until the server closes.
awaitable<void> send_without_end(memory_server& server, memory_stream& client)
{
    while (server.connections() > 0) {
        co_await client.write("more");
        co_await plait::sleep_for(1s);
    }
}

} // namespace

TEST_SUITE_BEGIN("connection, lingering");

TEST_CASE("a client that looks for an answer only when it has sent a body that is too large finds it")
{
    for (const std::string& request : too_large_posts()) {
        with_server([&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            {
                memory_stream client = server.connect();
                co_await client.write(request);
                const std::string answer = co_await client.read_to_end();
                CHECK(status_of(answer) == 413);
                CHECK(field_of(answer, "Connection") == "close");
                CHECK(clock.elapsed() == 0s);
            }
            co_await plait::sleep_for(1ns);
            CHECK(server.connections() == 0);
        });
    }
}

TEST_CASE("after a refusal the connection stays until nothing has come for linger_timeout")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(nonsense);
        CHECK(status_of(co_await client.read_to_end()) == 400);
        for (int i = 0; i < 2; ++i) {
            co_await plait::sleep_for(5s);
            CHECK(server.connections() == 1);
            co_await client.write("more nonsense");
        }
        co_await plait::sleep_for(5s);
        CHECK(server.connections() == 1);
        co_await plait::sleep_for(1ns);
        CHECK(server.connections() == 0);

        memory_stream leaves = server.connect();
        co_await leaves.write(nonsense);
        leaves.shutdown_send();
        co_await plait::sleep_for(1ns);
        CHECK(server.connections() == 0);
    });
}

TEST_CASE("after a refusal a client that sends without end is closed after linger_total_timeout")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(nonsense);
        co_await plait::sleep_for(500ms);
        co_await send_without_end(server, client);
        CHECK(clock.elapsed() == 30s + 500ms);
    });
}

TEST_CASE("linger_timeout and linger_total_timeout may be others")
{
    const server_options options = server_options().linger_timeout(2s).linger_total_timeout(7s);
    with_server(app(), options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream silent = server.connect();
        co_await silent.write(nonsense);
        co_await plait::sleep_for(2s);
        CHECK(server.connections() == 1);
        co_await plait::sleep_for(1ns);
        CHECK(server.connections() == 0);

        memory_stream client = server.connect();
        co_await client.write(nonsense);
        co_await plait::sleep_for(500ms);
        co_await send_without_end(server, client);
        CHECK(clock.elapsed() == 9s + 500ms + 1ns);
    });
}

TEST_CASE("a client that sends on though it was refused has a second when the server stops")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(status_of(co_await ask(client, "nonsense\r\n\r\n")) == 400);
        co_await plait::sleep_for(2s);
        auto drain = [&]() -> awaitable<void> {
            co_await server.drain();
            CHECK(clock.elapsed() == 3s);
        };
        co_await plait::run_concurrent(drain, send_without_end(server, client));
    });
}

TEST_CASE("a handler that runs on when its client was answered keeps its request, whatever the client sends")
{
    const server_options options = server_options().handler_timeout(1s);
    for (const std::string& sent : {post("/echo", "body"), post_chunks("/echo", "4\r\nbody\r\n0\r\n\r\n")}) {
        bool ended = false;
        router routes;
        routes.post("/echo", [&](request& request) -> awaitable<response> {
            const std::string before = described(request);
            co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
            co_await plait::sleep_for(10s);
            CHECK(described(request) == before);
            ended = true;
            co_return response();
        });
        with_server(routes, options, [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            CHECK(status_of(co_await ask(client, sent)) == 503);
            for (int i = 0; i < 5; ++i) {
                co_await client.write(std::string(20'000, 'X'));
                co_await plait::sleep_for(1s);
            }
            co_await client.read_to_end();
            CHECK(clock.elapsed() == 7s);
        });
        CHECK(ended);
    }
}

TEST_SUITE_END();
