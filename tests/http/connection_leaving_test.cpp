#include "http/connection/connection.hpp"

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <optional>
#include <string>

using namespace http_test;

TEST_SUITE_BEGIN("connection, clients that leave");

TEST_CASE("a client that leaves behind further requests cancels the handler, and what it sent behind is not served")
{
    for (const bool resets : {false, true}) {
        CAPTURE(resets);
        for (const std::size_t behind : {0U, 100U, 2000U, 8000U, 60'000U}) {
            CAPTURE(behind);
            int begun = 0;
            int cancelled = 0;
            router routes;
            routes.get("/watch", [&](request&) -> awaitable<response> {
                ++begun;
                try {
                    co_await plait::sleep_for(4s);
                } catch (const boost::system::system_error&) {
                    ++cancelled;
                    throw;
                }
                co_return text("seen");
            });
            // Without cancel_on_disconnect it is a reset alone that says so.
            const server_options options = server_options().cancel_on_disconnect(!resets);
            with_server(routes, options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
                std::optional<memory_stream> client = server.connect();
                co_await client->write(get("/watch") + repeated(get("/watch"), behind));
                co_await plait::sleep_for(1s);
                if (resets)
                    client->reset();
                client.reset();
                co_await plait::sleep_for(250ms);
                CHECK(server.connections() == 0);
            });
            CHECK(begun == 1);
            CHECK(cancelled == 1);
        }
    }
}

TEST_CASE("the handler of a client that stays, and has sent more than there is room for, has its time, and no more")
{
    router routes = app();
    routes.get("/hour", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1h);
        co_return response();
    });
    log_lines log;
    const server_options options = server_options().handler_timeout(2s + 100ms).log(log.keep());
    with_server(routes, options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/slow") + get("/hour") + repeated(get("/"), 20'000));
        CHECK(body_of(co_await read_answer(client)) == "slow");
        CHECK(clock.elapsed() == 2s);
        CHECK(status_of(co_await read_answer(client)) == 503);
        CHECK(clock.elapsed() == 4s + 100ms);
    });
    CHECK(log.lines.size() == 1);
}

TEST_CASE("with cancel_on_disconnect(false) a client that shut its side down gets the answers to all that it has sent")
{
    const server_options options = server_options().cancel_on_disconnect(false);
    for (const int count : {1, 3, 100}) { // of which the last do not fit into one read
        CAPTURE(count);
        for (const std::string_view tail : {"", "\r\n", "GET / HT"}) {
            CAPTURE(tail);
            with_server(app(), options, [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
                memory_stream client = server.connect();
                std::string all;
                for (int i = 0; i < count; ++i)
                    all += get("/slow", "X: a field that takes room\r\n") + post("/echo", "it");
                co_await client.write(all + std::string(tail));
                client.shutdown_send();
                std::string last;
                for (int i = 0; i < count; ++i) {
                    CHECK(body_of(co_await read_answer(client)) == "slow");
                    last = co_await read_answer(client);
                    CHECK(body_of(last) == "it");
                }
                if (tail.empty())
                    CHECK(field_of(last, "Connection") == "close");
                CHECK((co_await client.read()) == "");
                CHECK(clock.elapsed() == count * 2s);
                CHECK(server.connections() == 0);
            });
        }
    }
}

TEST_SUITE_END();
