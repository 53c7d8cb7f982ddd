#include <doctest/doctest.h>
#include <support/echo.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

using namespace http_test;

namespace {

/// Counts those that are alive, and takes nothing.
struct idle_upgrade final : upgrade {
    idle_upgrade(int& alive, bool fails) : alive(alive), fails(fails) { ++alive; }
    ~idle_upgrade() override { --alive; }
    void begin(handover& from) override
    {
        if (fails)
            throw std::runtime_error("no echo");
        static_cast<void>(from);
    }

    int& alive;
    bool fails;
};

} // namespace

TEST_SUITE_BEGIN("connection, not upgraded or not for long");

TEST_CASE("one that is cancelled before its answer has gone out is not upgraded")
{
    echo_record record;
    with_server(echoing(record), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(10);
        co_await client.write(get("/now"));
        co_await plait::sleep_for(1ms); // then the server is cancelled
    });
    CHECK(record.open == 0);
    CHECK(record.cancelled == 0);
}

TEST_CASE("a client that goes before its answer is not upgraded, and one that only sends no more is")
{
    echo_record record;
    for (const bool gone : {false, true}) {
        const server_options options = server_options().cancel_on_disconnect(false);
        with_server(echoing(record), options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(get("/later") + "first");
            if (gone) {
                client.reset();
                co_await plait::sleep_for(2s);
            } else {
                client.shutdown_send();
                static_cast<void>(co_await read_answer(client));
                static_cast<void>(co_await client.read_to_end()); // perhaps with the echo
            }
            CHECK(server.connections() == 0);
        });
        CHECK(record.open == 0);
    }
}

TEST_CASE("with another answer there is no upgrade, and the connection serves on")
{
    int alive = 0;
    router routes = app();
    routes.get("/400", [&](request& request) {
        upgrade::follows(request, std::make_unique<idle_upgrade>(alive, false));
        return status_text(status::bad_request);
    });
    routes.get("/100", [&](request& request) {
        upgrade::follows(request, std::make_unique<idle_upgrade>(alive, false));
        return response(status::continue_);
    });
    routes.get("/fails", [&](request& request) -> response {
        upgrade::follows(request, std::make_unique<idle_upgrade>(alive, false));
        throw std::runtime_error("boom");
    });
    routes.get("/101", [](request&) { return switched(); });
    log_lines log;
    const server_options options = server_options().log(log.keep());
    with_server(routes, options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        for (const auto& [target, code] :
             {std::pair("/400", 400), std::pair("/100", 500), std::pair("/fails", 500), std::pair("/101", 500)}) {
            CAPTURE(target);
            CHECK(status_of(co_await ask(client, get(target))) == code);
            CHECK(alive == 0);
            CHECK(status_of(co_await ask(client, get("/"))) == 200);
        }
    });
}

TEST_CASE("an upgrade that fails, or takes nothing, ends its connection alone")
{
    for (const bool fails : {false, true})
        for (const bool waits : {false, true}) {
            int alive = 0;
            router routes = app();
            routes.get("/echo", [&](request& request) -> awaitable<response> {
                if (waits)
                    co_await plait::sleep_for(1s);
                upgrade::follows(request, std::make_unique<idle_upgrade>(alive, fails));
                co_return switched();
            });
            log_lines log;
            const server_options options = server_options().log(log.keep());
            with_server(routes, options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
                memory_stream other = server.connect();
                memory_stream client = server.connect();
                co_await client.write(get("/echo"));
                CHECK(status_of(co_await client.read_to_end()) == 101);
                CHECK(alive == 0);
                CHECK(server.connections() == 1);
                CHECK(status_of(co_await ask(other, get("/"))) == 200);
            });
            CHECK(log.lines.size() == (fails ? 1 : 0));
        }
}

TEST_CASE("an upgraded connection that never ends is destroyed with its loop")
{
    echo_record record{.ignores_cancel = true};
    CHECK_THROWS(
        with_server(echoing(record), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(get("/later"));
            static_cast<void>(co_await read_answer(client));
            co_await client.write("x");
            CHECK((co_await read_bytes(client, 1)) == "x");
            client.lose_sent();
        }));
    CHECK(record.cancelled > 0);
    CHECK(record.open == 0);
}

TEST_SUITE_END();
