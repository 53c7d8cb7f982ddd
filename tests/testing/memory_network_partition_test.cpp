#include <plait/testing/memory_network.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>

#include <boost/asio/error.hpp>
#include <doctest/doctest.h>
#include <support/network.hpp>

#include <string>

namespace asio = boost::asio;
using namespace network_test;
using plait::run_concurrent;
using plait::testing::run_virtual;

TEST_SUITE_BEGIN("memory_network partitions");

TEST_CASE("what is sent across a partition arrives when it is healed, in order")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network(link_options().latency(10ms));
        auto [client, server] = co_await connected(network);
        co_await client.write("on its way, ");
        network.partition("client", "server");
        co_await client.write("held");
        client.shutdown_send();
        std::string all;
        co_await run_concurrent(
            [&]() -> awaitable<void> { all = co_await server.read_to_end(); },
            [&]() -> awaitable<void> {
                co_await plait::sleep_for(5s);
                network.heal("client", "server");
            });
        CHECK(all == "on its way, held");
        CHECK(clock.elapsed() == 5s + 30ms); // 20 ms to connect, and 10 ms after the partition
    });
}

TEST_CASE("a one-way partition leaves the other direction")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network;
        auto [client, server] = co_await connected(network);
        network.partition_one_way("server", "client");
        co_await client.write("there");
        CHECK((co_await server.read()) == "there");
        co_await server.write("back");
        CHECK(tasks::is_aborted(
            co_await tasks::cancelled_after(1s, [&]() -> awaitable<void> { co_await client.read(); }())));
        network.heal();
        CHECK((co_await client.read()) == "back");
        CHECK(clock.elapsed() == 1s);
    });
}

TEST_CASE("connecting across a partition times out, or succeeds if it is healed before")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network(link_options().connect_timeout(3s));
        memory_listener listening = network.listen("server:80");
        network.partition("client", "server");
        network.partition("client", "other");
        CHECK((co_await code_of(network.connect("server:80"))) == asio::error::timed_out);
        CHECK(clock.elapsed() == 3s);

        co_await run_concurrent(
            [&]() -> awaitable<void> {
                memory_stream client = co_await network.connect("server:80");
                CHECK(clock.elapsed() == 5s);
            },
            [&]() -> awaitable<void> {
                co_await plait::sleep_for(1s);
                network.heal("client", "other"); // that is another one
                co_await plait::sleep_for(1s);
                network.heal("client", "server");
                co_await plait::sleep_for(1s);
            });
    });
}

TEST_CASE("what a client that connects sends into a partition is sent again when it is healed")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        memory_network network(link_options().latency(10ms));
        memory_listener listening = network.listen("server:80");
        co_await run_concurrent(
            [&]() -> awaitable<void> {
                memory_stream client = co_await network.connect("server:80");
                CHECK(clock.elapsed() == 5s + 25ms);
            },
            [&]() -> awaitable<void> {
                co_await plait::sleep_for(5ms);
                network.partition("client", "server");
                co_await plait::sleep_for(5s);
                network.heal();
            });
    });
}

TEST_CASE("reset breaks all connections between two hosts")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        memory_network network;
        auto [client, server] = co_await connected(network);
        network.reset("server", "other");
        CHECK_FALSE(co_await code_of(client.write("x")));
        network.reset("server", "client");
        CHECK((co_await code_of(client.read())) == asio::error::connection_reset);
        CHECK((co_await code_of(server.read())) == asio::error::connection_reset);
    });
}

TEST_SUITE_END();
