#include "testing/memory_byte_stream.hpp"

#include "http/connection/loop_server.hpp"

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <boost/asio/this_coro.hpp>

#include <functional>
#include <string>
#include <vector>

using namespace http_test;
using plait::http::detail::loop_server;

namespace {

/// The connections of a server, without the server.
class served {
public:
    served(plait::executor here, loop_server& open) : here_(here), open_(open) {}

    [[nodiscard]] memory_stream connect()
    {
        auto [client, server] = memory_stream::connected(here_);
        open_.start(plait::testing::detail::memory_byte_stream(std::move(server)));
        return std::move(client);
    }
    [[nodiscard]] std::size_t shed() { return open_.shed(); }
    [[nodiscard]] std::size_t size() const { return open_.size(); }

private:
    plait::executor here_;
    loop_server& open_;
};

void with_connections(const std::function<awaitable<void>(served)>& test)
{
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        const plait::executor here = co_await boost::asio::this_coro::executor;
        const router routes = app();
        const server_options options;
        loop_server open(here, routes, options);
        auto run_test = [&]() -> awaitable<void> {
            co_await test(served(here, open));
            open.cancel_connections();
        };
        co_await open.run(run_test(), [&](plait::detail::urgency how) { open.cancel(how); });
    });
}

} // namespace

TEST_SUITE_BEGIN("connections that are shed");

TEST_CASE("those that have waited longest for a request are closed, a quarter at a time")
{
    with_connections([](served server) -> awaitable<void> {
        std::vector<memory_stream> clients;
        for (int i = 0; i < 8; ++i) {
            clients.push_back(server.connect());
            if (i % 2 == 0)
                CHECK(status_of(co_await ask(clients.back(), get("/"))) == 200);
            co_await plait::sleep_for(1s);
        }
        CHECK(status_of(co_await ask(clients[0], get("/"))) == 200); // now it has waited least

        CHECK(server.shed() == 3);
        co_await plait::sleep_for(0s);
        CHECK(server.size() == 5);
        for (std::size_t i : {1U, 2U, 3U})
            CHECK((co_await clients[i].read_to_end()) == "");
        for (std::size_t i : {0U, 4U, 5U, 6U, 7U})
            CHECK(status_of(co_await ask(clients[i], get("/"))) == 200);
    });
}

TEST_CASE("one that has a request in hand is never closed")
{
    with_connections([](served server) -> awaitable<void> {
        memory_stream in_flight = server.connect();
        co_await in_flight.write(get("/slow"));
        memory_stream half_a_body = server.connect();
        co_await half_a_body.write(post("/echo", "body").substr(0, post("/echo", "body").size() - 2));
        co_await plait::sleep_for(1s);

        CHECK(server.shed() == 0);

        co_await half_a_body.write("dy");
        CHECK(body_of(co_await plait::testing::read_answer(half_a_body)) == "body");
        CHECK(status_of(co_await plait::testing::read_answer(in_flight)) == 200);
        CHECK(server.size() == 2);
    });
}

TEST_CASE("a request that has come, and was not read yet, is answered")
{
    with_connections([](served server) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(status_of(co_await ask(client, get("/"))) == 200);
        auto write_and_shed = [&]() -> awaitable<void> {
            co_await client.write(get("/"));
            CHECK(server.shed() == 1);
        };
        co_await write_and_shed();
        CHECK(status_of(co_await plait::testing::read_answer(client)) == 200);
        CHECK(status_of(co_await ask(client, get("/"))) == 200);
    });
}

TEST_CASE("where none waits for a request, those that have sent a part of a head are answered 408")
{
    with_connections([](served server) -> awaitable<void> {
        memory_stream idle = server.connect();
        memory_stream partial = server.connect();
        co_await partial.write("GET / HTTP/1.1\r\nHo");
        co_await plait::sleep_for(1s);

        CHECK(server.shed() == 1);
        CHECK((co_await idle.read_to_end()) == "");
        CHECK(server.shed() == 1);
        CHECK(status_of(co_await partial.read_to_end()) == 408);
        CHECK(server.shed() == 0);
    });
}

TEST_SUITE_END();
