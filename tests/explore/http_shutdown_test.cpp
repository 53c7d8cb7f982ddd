#include <plait/http/request.hpp>
#include <plait/http/response.hpp>
#include <plait/http/router.hpp>
#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/explore.hpp>
#include <plait/testing/memory_network.hpp>
#include <plait/testing/memory_server.hpp>
#include <plait/testing/probes.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace plait::testing;
using namespace std::chrono_literals;
using plait::awaitable;
namespace http = plait::http;

namespace {

http::router slow(lifetime_counts& handlers)
{
    http::router app;
    app.get("/slow", [&handlers](http::request&) -> awaitable<http::response> {
        const lifetime_probe running(handlers);
        co_await plait::sleep_for(10ms);
        co_return http::text("done");
    });
    return app;
}

constexpr const char* request = "GET /slow HTTP/1.1\r\nHost: test\r\n\r\n";

/// Asks again and again, until the server closes or refuses. Every answer that begins must be whole.
awaitable<> ask_until_it_stops(memory_network& network, std::string host, int& answers)
{
    try {
        for (;;) {
            memory_stream connection = co_await network.connect("server:80", host);
            for (bool closes = false; !closes;) {
                co_await connection.write(request);
                const std::string answer = co_await read_answer(connection); // throws std::runtime_error if it is torn
                if (answer.empty())
                    break;
                REQUIRE(answer.starts_with("HTTP/1.1 200 OK\r\n"));
                REQUIRE(answer.ends_with("\r\n\r\ndone"));
                ++answers;
                closes = answer.find("Connection: close") != std::string::npos;
            }
        }
    } catch (const boost::system::system_error&) { // refused, or reset before an answer
    }
}

/// Connects, asks once, then for nothing, and waits for the end.
awaitable<> stay_idle(memory_network& network)
{
    try {
        memory_stream connection = co_await network.connect("server:80", "idle");
        co_await connection.write(request);
        co_await read_answer(connection);
        const std::string answer = co_await connection.read_to_end();
        REQUIRE(answer == "");
    } catch (const boost::system::system_error&) {
    }
}

/// Connects, sends a part of a request, and goes.
awaitable<> give_up(memory_network& network)
{
    try {
        memory_stream connection = co_await network.connect("server:80", "hasty");
        co_await connection.write("GET /slow HT");
        co_await plait::sleep_for(5ms);
    } catch (const boost::system::system_error&) {
    }
}

} // namespace

TEST_SUITE_BEGIN("http shutdown, explored");

TEST_CASE("a server that is told to stop at any moment tears no answer and leaves nothing behind")
{
    int moment = 0;
    int answers = 0;
    explore(300, [&](simulation& world) -> awaitable<> {
        const auto stop_after = std::chrono::milliseconds(++moment % 40);
        lifetime_counts handlers;
        memory_network network(link_options().latency(0ms, 3ms).short_reads().short_writes());
        auto serve_for_a_while = [&]() -> awaitable<> {
            auto server = serve_in_memory(slow(handlers), http::server_options(), network.listen("server:80"));
            co_await plait::race(std::move(server), plait::sleep_for(stop_after));
            REQUIRE(handlers.alive() == 0);
            REQUIRE(world.elapsed() <= stop_after + 1s + 30ms); // what it has begun, and the second for who has asked nothing
        };
        co_await plait::run_concurrent(
            serve_for_a_while(), ask_until_it_stops(network, "one", answers),
            world.on(1, ask_until_it_stops(network, "two", answers)), stay_idle(network),
            world.on(1, give_up(network)));
    });
    CHECK(answers > 300);
}

TEST_CASE("the same when connections are reset on the way")
{
    int moment = 0;
    int answers = 0;
    explore(300, [&](simulation& world) -> awaitable<> {
        const auto stop_after = std::chrono::milliseconds(++moment % 40);
        lifetime_counts handlers;
        memory_network network(link_options().latency(0ms, 3ms));
        network.link("unlucky", "server", link_options().latency(0ms, 3ms).reset_after(stop_after / 2));
        auto unlucky = [&]() -> awaitable<> {
            try {
                co_await ask_until_it_stops(network, "unlucky", answers);
            } catch (const std::runtime_error&) { // within an answer
            }
        };
        auto serve_for_a_while = [&]() -> awaitable<> {
            auto server = serve_in_memory(slow(handlers), http::server_options(), network.listen("server:80"));
            co_await plait::race(std::move(server), plait::sleep_for(stop_after));
            REQUIRE(handlers.alive() == 0);
        };
        co_await plait::run_concurrent(
            serve_for_a_while(), world.on(1, unlucky), world.on(1, ask_until_it_stops(network, "lucky", answers)));
    });
    CHECK(answers > 200);
}

TEST_CASE("who connects to a server that has stopped is refused")
{
    explore(50, [](simulation& world) -> awaitable<> {
        lifetime_counts handlers;
        memory_network network(link_options().latency(0ms, 3ms));
        {
            auto server = serve_in_memory(slow(handlers), http::server_options(), network.listen("server:80"));
            co_await plait::race(std::move(server), plait::sleep_for(5ms));
        }
        auto connect = [&]() -> awaitable<boost::system::error_code> {
            try {
                static_cast<void>(co_await network.connect("server:80"));
            } catch (const boost::system::system_error& error) {
                co_return error.code();
            }
            co_return boost::system::error_code();
        };
        const auto failed = co_await world.on(1, connect);
        REQUIRE(failed == boost::asio::error::connection_refused);
    });
}

TEST_SUITE_END();
