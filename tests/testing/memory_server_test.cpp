#include <plait/testing/memory_server.hpp>

#include <plait/error.hpp>
#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>
#include <support/http.hpp>
#include <support/tasks.hpp>

#include <optional>
#include <stdexcept>
#include <string>

using namespace http_test;
using plait::testing::memory_listener;
using plait::testing::memory_network;
using plait::testing::run_virtual;
using plait::testing::serve_in_memory;

TEST_SUITE_BEGIN("memory_server");

TEST_CASE("it is the real HTTP server, over connections in memory, in virtual time")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        co_await serve_in_memory(app(), server_options(), [&](memory_server& server) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
            CHECK((co_await read_answer(client)).starts_with("HTTP/1.1 200 OK"));
            CHECK(clock.elapsed() == 2s);
        });
    });
}

TEST_CASE("many clients are served at the same time")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        std::vector<awaitable<std::string>> asked;
        auto one = [&]() -> awaitable<std::string> {
            memory_stream client = server.connect();
            co_return co_await ask(client, get("/slow"));
        };
        for (int i = 0; i < 100; ++i)
            asked.push_back(one());
        const std::vector<std::string> answers = co_await plait::run_concurrent(std::move(asked));

        for (const std::string& each : answers)
            CHECK(body_of(each) == "slow");
        CHECK(clock.elapsed() == 2s);
    });
}

TEST_CASE("connections says how many are open")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        CHECK(server.connections() == 0);
        std::optional<memory_stream> first(server.connect());
        memory_stream second = server.connect();
        CHECK(server.connections() == 2);
        first.reset();
        co_await plait::sleep_for(1ns);
        CHECK(server.connections() == 1);
    });
}

TEST_CASE("the capacity of a connection is how much of an answer is on its way before the server waits")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(10);
        co_await client.write(get("/"));
        CHECK((co_await client.read()) == "HTTP/1.1 2");
    });
}

TEST_CASE("when the client has finished, what connections are left is cancelled and waited for")
{
    bool left = false;
    router routes;
    routes.get("/", [&](request&) -> awaitable<response> {
        co_await tasks::watched_hour(left);
        co_return response();
    });
    run_virtual([&](virtual_clock& clock) -> awaitable<void> {
        std::optional<memory_stream> outlives;
        co_await serve_in_memory(routes, server_options(), [&](memory_server& server) -> awaitable<void> {
            outlives.emplace(server.connect());
            co_await outlives->write(get("/"));
            co_await plait::sleep_for(1s);
        });
        CHECK(left);
        CHECK(clock.elapsed() == 1s);
        CHECK((co_await outlives->read()) == "");
    });
}

TEST_CASE("serve_in_memory throws what the client throws")
{
    CHECK_THROWS_WITH_AS(
        with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(get("/slow"));
            co_await plait::sleep_for(1s);
            throw std::runtime_error("the test failed");
        }),
        "the test failed", std::runtime_error);
}

TEST_CASE("serve_in_memory may be cancelled: the client and the connections are, and it waits for them")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        bool left = false;
        auto serving = [&]() -> awaitable<void> {
            co_await serve_in_memory(app(), server_options(), [&](memory_server& server) -> awaitable<void> {
                memory_stream client = server.connect();
                co_await client.write(get("/slow"));
                co_await tasks::watched_hour(left);
            });
        };
        boost::system::error_code code;
        try {
            co_await plait::with_timeout(1s, serving);
        } catch (const boost::system::system_error& thrown) {
            code = thrown.code();
        }
        CHECK(code == plait::error::timed_out);
        CHECK(left);
        CHECK(clock.elapsed() == 1s);
    });
}

TEST_CASE("a client that waits for ever is a deadlock, and the server is taken down with it")
{
    CHECK_THROWS_AS(
        with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect(10);
            memory_stream other = server.connect(10);
            co_await other.write(get("/"));
            co_await tasks::wait_for_ever(); // the server gives up on both in time, but nobody on this
        }),
        boost::system::system_error);
}

TEST_CASE("the server is taken down in order when its loop goes away with all in flight")
{
    router routes;
    routes.get("/", [](request&) -> awaitable<response> {
        co_await tasks::wait_for_ever();
        co_return response();
    });
    const server_options without_end = server_options().idle_timeout(plait::clock::duration::max());
    CHECK_THROWS_AS(
        with_server(routes, without_end, [](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream idle = server.connect();
            memory_stream handled = server.connect();
            co_await handled.write(get("/"));
            co_await idle.read();
        }),
        boost::system::system_error);
}

TEST_CASE("drain returns when the server has stopped")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/slow"));
        co_await server.drain();
        CHECK(server.connections() == 0);
        CHECK(clock.elapsed() == 2s);

        memory_stream late = server.connect();
        CHECK((co_await late.read()) == ""); // a second is what one has for a first request
        CHECK(clock.elapsed() == 3s);
        CHECK(server.connections() == 0);
    });
}

TEST_CASE("a server may serve what a listener of a memory_network accepts, until it is cancelled")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network(plait::testing::link_options().latency(10ms));
        auto client = [&]() -> awaitable<void> {
            memory_stream connection = co_await network.connect("server:80");
            CHECK(body_of(co_await ask(connection, get("/slow"))) == "slow");
            CHECK(clock.elapsed() == 2s + 40ms);
        };
        co_await plait::race(serve_in_memory(app(), server_options(), network.listen("server:80")), client);

        CHECK(clock.elapsed() == 2s + 40ms); // what is idle is closed at once
        CHECK_THROWS_AS(co_await network.connect("server:80"), boost::system::system_error);
    });
}

TEST_CASE("a server of a listener that is cancelled lets what is in flight finish")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network;
        std::optional<memory_stream> connection;
        auto client = [&]() -> awaitable<void> {
            connection.emplace(co_await network.connect("server:80"));
            co_await connection->write(get("/slow"));
            co_await plait::sleep_for(1s);
        };
        co_await plait::race(serve_in_memory(app(), server_options(), network.listen("server:80")), client);

        CHECK(clock.elapsed() == 2s);
        CHECK(body_of(co_await read_answer(*connection)) == "slow");
    });
}

TEST_CASE("a server stops by itself when its listener is closed and its last connection has ended")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        memory_network network;
        memory_listener listening = network.listen("server:80");
        listening.close();
        co_await serve_in_memory(app(), server_options(), std::move(listening));
    });
}

TEST_CASE("read_answer gives the next answer, with as much body as its Content-Length says")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/") + get("/nothing") + get("/large", "Connection: close\r\n"));

        CHECK((co_await read_answer(client)).ends_with("\r\n\r\nhello"));
        CHECK((co_await read_answer(client)).ends_with("GMT\r\n\r\n"));
        CHECK(body_of(co_await read_answer(client)).size() == large_size);
        CHECK((co_await read_answer(client)) == ""); // the server closed instead
    });
}

TEST_CASE("read_answer takes few steps, so that schedules are about the server and not about bytes")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        int turns = 0;
        bool done = false;
        auto others = [&]() -> awaitable<void> {
            for (; !done; ++turns)
                co_await boost::asio::post(boost::asio::deferred);
        };
        auto one = [&]() -> awaitable<void> {
            CHECK(status_of(co_await ask(client, get("/"))) == 200);
            done = true;
        };
        co_await plait::run_concurrent(others(), one());
        CHECK(turns < 20);
    });
}

TEST_CASE("read_answer throws if the server closes within an answer")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        auto [client, server] = memory_stream::connected(co_await boost::asio::this_coro::executor);
        co_await server.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
        server.shutdown_send();

        CHECK_THROWS_WITH_AS(
            co_await read_answer(client),
            "read_answer: the connection ended within 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe'",
            std::runtime_error);
    });
}

TEST_SUITE_END();
