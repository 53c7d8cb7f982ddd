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

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>

using namespace plait::testing;
using namespace std::chrono_literals;
using plait::awaitable;
namespace http = plait::http;

namespace {

/// Answers a number with itself, the odd ones after a while.
http::router numbers(lifetime_counts& handlers)
{
    http::router app;
    app.get("/{number:int}", [&handlers](http::request& request) -> awaitable<http::response> {
        const lifetime_probe running(handlers);
        const std::string number(request.parameter("number"));
        if (number.back() % 2 != 0)
            co_await plait::sleep_for(2ms);
        co_return http::text(number);
    });
    return app;
}

std::string requests(int first, int last)
{
    std::string all;
    for (int i = first; i <= last; ++i)
        all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: test\r\n\r\n";
    return all;
}

/// Sends requests without waiting for their answers, which must come in the order of the requests.
awaitable<> pipeline(memory_network& network, int first, int last)
{
    memory_stream connection = co_await network.connect("server:80");
    auto read = [&]() -> awaitable<> {
        for (int i = first; i <= last; ++i) {
            const std::string answer = co_await read_answer(connection);
            REQUIRE(answer.starts_with("HTTP/1.1 200 OK\r\n"));
            REQUIRE(answer.ends_with("\r\n\r\n" + std::to_string(i)));
        }
    };
    co_await plait::run_concurrent(connection.write(requests(first, last)), read);
}

/// The server on the first loop, until the clients have finished.
template <class Clients>
awaitable<> serve_to(memory_network& network, lifetime_counts& handlers, Clients clients)
{
    auto server = serve_in_memory(numbers(handlers), http::server_options(), network.listen("server:80"));
    co_await plait::race(std::move(server), clients);
    REQUIRE(handlers.alive() == 0);
}

} // namespace

TEST_SUITE_BEGIN("http keep-alive, explored");

TEST_CASE("pipelined answers come in the order of the requests, whatever the network does to the bytes")
{
    explore(200, [](simulation& world) -> awaitable<> {
        lifetime_counts handlers;
        memory_network network(link_options().latency(0ms, 5ms).short_reads().short_writes());
        auto clients = [&]() -> awaitable<> {
            co_await plait::run_concurrent(
                pipeline(network, 1, 3), world.on(1, pipeline(network, 4, 6)), world.on(1, pipeline(network, 7, 9)));
        };
        co_await serve_to(network, handlers, clients);
        REQUIRE(handlers.constructed() == 9);
    });
}

TEST_CASE("a connection that is reset at any byte ends its handlers, and the others never notice")
{
    std::size_t byte = 0;
    explore(300, [&](simulation& world) -> awaitable<> {
        lifetime_counts handlers;
        memory_network network(link_options().latency(0ms, 2ms).short_writes());
        network.link("unlucky", "server", link_options().latency(0ms, 2ms).reset_after(++byte));
        auto unlucky = [&]() -> awaitable<> {
            try {
                memory_stream connection = co_await network.connect("server:80", "unlucky");
                co_await connection.write(requests(1, 3));
                for (int i = 1; i <= 3; ++i)
                    static_cast<void>(co_await read_answer(connection));
            } catch (const boost::system::system_error&) {
                co_return;
            } catch (const std::runtime_error&) { // within an answer
                co_return;
            }
        };
        auto clients = [&]() -> awaitable<> {
            co_await plait::run_concurrent(world.on(1, unlucky), pipeline(network, 4, 6));
            co_await pipeline(network, 7, 7);
        };
        co_await serve_to(network, handlers, clients);
    });
}

TEST_CASE("the trace of a server under load is the same on every compiler, byte for byte")
{
    std::uint64_t hash = 14695981039346656037u; // FNV-1a
    std::size_t bytes = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        simulation world(seed % 2 == 0 ? schedule::random(seed) : schedule::pct(seed, 3, 500));
        world.keep_trace().run([&]() -> awaitable<> {
            lifetime_counts handlers;
            memory_network network(link_options().latency(0ms, 5ms).short_reads().short_writes());
            auto clients = [&]() -> awaitable<> {
                co_await plait::run_concurrent(
                    pipeline(network, 1, 3), world.on(1, pipeline(network, 4, 6)), world.on(1, pipeline(network, 7, 9)));
            };
            co_await serve_to(network, handlers, clients);
        });
        bytes += world.trace().size();
        for (const char letter : world.trace())
            hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211u;
    }
    CHECK(bytes == 76579);
    CHECK(hash == 15560630105804480642u);
}

TEST_CASE("a client that goes without a word leaves nothing behind")
{
    explore(200, [](simulation& world) -> awaitable<> {
        lifetime_counts handlers;
        memory_network network(link_options().latency(0ms, 2ms));
        auto leave = [&]() -> awaitable<> {
            memory_stream connection = co_await network.connect("server:80");
            co_await connection.write(requests(1, 3));
            co_await plait::sleep_for(1ms);
        };
        auto clients = [&]() -> awaitable<> {
            co_await plait::run_concurrent(leave(), world.on(1, leave), world.on(1, pipeline(network, 4, 5)));
        };
        co_await serve_to(network, handlers, clients);
    });
}

TEST_SUITE_END();
