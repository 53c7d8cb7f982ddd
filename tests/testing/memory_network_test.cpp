#include <plait/testing/memory_network.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>

#include <boost/asio/error.hpp>
#include <doctest/doctest.h>
#include <support/network.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace asio = boost::asio;
using namespace network_test;
using plait::run_concurrent;
using plait::testing::run_virtual;

TEST_SUITE_BEGIN("memory_network");

TEST_CASE("who connects to an address meets who listens there, and each knows the other's")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network;
        memory_listener listening = network.listen("server:80");
        memory_stream client = co_await network.connect("server:80");
        memory_stream server = co_await listening.accept();

        co_await client.write("hello");
        CHECK((co_await server.read()) == "hello");
        CHECK(client.peer() == "server:80");
        CHECK(client.local() == "client:49152");
        CHECK(server.peer() == "client:49152");
        CHECK(server.local() == "server:80");
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("a client may write before it is accepted")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network(link_options().latency(10ms));
        memory_listener listening = network.listen("server:80");
        {
            memory_stream client = co_await network.connect("server:80");
            co_await client.write("early");
        }
        co_await plait::sleep_for(1s);
        memory_stream server = co_await listening.accept();

        CHECK((co_await server.read_to_end()) == "early");
        CHECK(clock.elapsed() == 1s + 20ms);
    });
}

TEST_CASE("accept waits for a client, and clients are accepted in the order in which they came")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network;
        memory_listener listening = network.listen("server:80");
        std::vector<std::string> peers;
        co_await run_concurrent(
            [&]() -> awaitable<void> {
                for (int i = 0; i < 2; ++i) {
                    const memory_stream accepted = co_await listening.accept();
                    peers.push_back(accepted.peer());
                }
                CHECK(clock.elapsed() == 1s);
            },
            [&]() -> awaitable<void> {
                co_await plait::sleep_for(1s);
                const memory_stream first = co_await network.connect("server:80", "ada");
                const memory_stream second = co_await network.connect("server:80", "bob");
            });
        CHECK(peers == std::vector<std::string>{"ada:49152", "bob:49153"});
    });
}

TEST_CASE("connecting takes a round trip of the link between the two hosts")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network;
        network.link("far", "server", link_options().latency(50ms));
        memory_listener listening = network.listen("server:80");

        memory_stream near = co_await network.connect("server:80");
        CHECK(clock.elapsed() == 0ms);
        memory_stream far = co_await network.connect("server:80", "far");
        CHECK(clock.elapsed() == 100ms);

        memory_stream first = co_await listening.accept();
        memory_stream second = co_await listening.accept();
        co_await second.write("x");
        co_await far.read();
        CHECK(clock.elapsed() == 150ms);
    });
}

TEST_CASE("a connection where nobody listens is refused, after a round trip")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network(link_options().latency(10ms));
        CHECK_THROWS_WITH_AS(
            co_await network.connect("server:80"),
            doctest::Contains("memory_network::connect from 'client' to 'server:80': "), system_error);
        CHECK(clock.elapsed() == 20ms);
        CHECK((co_await code_of(network.connect("server:80"))) == asio::error::connection_refused);
    });
}

TEST_CASE("connections beyond the backlog are refused")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        memory_network network;
        memory_listener listening = network.listen("server:80", 2);
        memory_stream first = co_await network.connect("server:80");
        memory_stream second = co_await network.connect("server:80");
        CHECK((co_await code_of(network.connect("server:80"))) == asio::error::connection_refused);

        memory_stream accepted = co_await listening.accept();
        CHECK_FALSE(co_await code_of(network.connect("server:80")));
    });
}

TEST_CASE("close ends accept with operation_aborted, resets what was not accepted, and frees the address")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network;
        memory_listener listening = network.listen("server:80");
        co_await run_concurrent(
            [&]() -> awaitable<void> {
                CHECK((co_await code_of(listening.accept())) == asio::error::operation_aborted);
                CHECK(clock.elapsed() == 1s);
            },
            [&]() -> awaitable<void> {
                co_await plait::sleep_for(1s);
                listening.close();
            });
        CHECK_FALSE(listening.is_open());
        CHECK((co_await code_of(network.connect("server:80"))) == asio::error::connection_refused);

        memory_listener next = network.listen("server:80");
        memory_stream client = co_await network.connect("server:80");
        next.close();
        CHECK((co_await code_of(client.read())) == asio::error::connection_reset);
        CHECK((co_await code_of(next.accept())) == asio::error::operation_aborted);
    });
}

TEST_CASE("cancelling the caller ends accept and connect")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network;
        memory_listener listening = network.listen("server:80");
        auto accept = [&]() -> awaitable<void> { co_await listening.accept(); };
        CHECK(tasks::is_aborted(co_await tasks::cancelled_after(1s, accept())));

        network.partition("client", "server");
        auto connect = [&]() -> awaitable<void> { co_await network.connect("server:80"); };
        CHECK(tasks::is_aborted(co_await tasks::cancelled_after(1s, connect())));
        CHECK(clock.elapsed() == 2s);
    });
}

TEST_CASE("a text that is no address is refused, and the error says how one is written")
{
    memory_network network;
    CHECK_THROWS_WITH_AS(
        static_cast<void>(network.listen("server")),
        "memory_network::listen: 'server' is not an address: write a host and a port, as 'server:80'",
        std::invalid_argument);
    for (const char* wrong : {"", ":80", "server:", "server:0", "server:65536", "server:8o", "server:80:80"}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(static_cast<void>(network.connect(wrong)), std::invalid_argument);
    }
    CHECK_THROWS_WITH_AS(
        network.partition("client", "server:80"),
        "memory_network::partition: 'server:80' is not a host: write a name without a port, as 'server'",
        std::invalid_argument);
}

TEST_CASE("an address has one listener at a time")
{
    memory_network network;
    const memory_listener first = network.listen("server:80");
    const memory_listener other_port = network.listen("server:81");
    CHECK_THROWS_WITH_AS(
        static_cast<void>(network.listen("server:80")),
        "memory_network::listen: there is a listener at 'server:80': Address already in use [system:98]", system_error);
}

TEST_CASE("listeners and connections may outlive the network")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        std::optional<memory_network> network(std::in_place);
        memory_listener listening = network->listen("server:80");
        memory_stream client = co_await network->connect("server:80");
        network.reset();
        memory_stream server = co_await listening.accept();
        co_await client.write("x");
        CHECK((co_await server.read()) == "x");
    });
}

TEST_SUITE_END();
