#include <plait/detail/join/join.hpp>

#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/echo.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

using namespace http_test;

namespace {

/// Calls a function when the connection is handed over, and then takes it if there is a record for an echo.
struct calling_upgrade final : upgrade {
    calling_upgrade(std::function<void()> called, echo_record* record) : called(std::move(called)), record(record) {}
    void begin(handover& from) override
    {
        called();
        if (record)
            echo::take_over(from, *record);
    }

    std::function<void()> called;
    echo_record* record;
};

router upgrading(std::function<void()> called, echo_record* record = nullptr)
{
    router routes;
    routes.get("/", [=](request& request) {
        upgrade::follows(request, std::make_unique<calling_upgrade>(called, record));
        return switched();
    });
    return routes;
}

} // namespace

TEST_SUITE_BEGIN("connection, upgraded while the server stops");

TEST_CASE("an upgrade may drain the server, whether it takes the connection or not")
{
    for (const bool takes : {false, true}) {
        CAPTURE(takes);
        echo_record record;
        memory_server* drained = nullptr;
        const router routes = upgrading([&] { static_cast<void>(drained->drain()); }, takes ? &record : nullptr);
        with_server(routes, server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            drained = &server;
            memory_stream client = server.connect();
            co_await client.write(get("/"));
            const std::string answer = co_await client.read_to_end();
            CHECK(status_of(answer) == 101);
            CHECK(answer.ends_with("bye") == takes);
            CHECK(server.connections() == 0);
        });
        CHECK(record.open == 0);
    }
}

TEST_CASE("the log may drain the server when it hears that an upgrade has failed")
{
    memory_server* drained = nullptr;
    const router routes = upgrading([] { throw std::runtime_error("no"); });
    const server_options options = server_options().log([&](std::string_view) { static_cast<void>(drained->drain()); });
    with_server(routes, options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        drained = &server;
        memory_stream client = server.connect();
        co_await client.write(get("/"));
        CHECK(status_of(co_await client.read_to_end()) == 101);
        CHECK(server.connections() == 0);
    });
}

TEST_CASE("an upgrade may cancel the server, and can take the connection no longer")
{
    for (const bool takes : {false, true}) {
        CAPTURE(takes);
        echo_record record;
        plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
            plait::detail::join serving(co_await boost::asio::this_coro::executor, "test");
            const router routes = upgrading([&] { serving.cancel(); }, takes ? &record : nullptr);
            std::optional<memory_stream> client;
            auto main = [&](memory_server& server) -> awaitable<void> {
                client.emplace(server.connect());
                co_await client->write(get("/"));
                co_await plait::sleep_for(1h);
            };
            co_await serving.run(
                [&] { serving.start(plait::testing::serve_in_memory(routes, server_options(), main)); });
            CHECK(status_of(co_await client->read_to_end()) == 101);
        });
        CHECK(record.open == 0);
    }
}

TEST_SUITE_END();
