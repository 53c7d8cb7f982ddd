#include <plait/run_concurrent.hpp>

#include <doctest/doctest.h>
#include <support/echo.hpp>

#include <cstddef>
#include <string>
#include <utility>

using namespace http_test;

TEST_SUITE_BEGIN("connection, upgraded");

TEST_CASE("after a 101 another protocol goes on, with the bytes that came behind the request")
{
    echo_record record;
    with_server(echoing(record), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const std::string target : {"/now", "/later"})
            for (const std::size_t capacity : {std::size_t(1), std::size_t(20), std::size_t(1000)}) {
                CAPTURE(target);
                CAPTURE(capacity);
                memory_stream client = server.connect(capacity);
                co_await client.write(get("/") + get(target) + "first ");
                static_cast<void>(co_await read_answer(client)); // of a request ahead of the upgrade
                const std::string answer = co_await read_answer(client);
                CHECK(answer.starts_with("HTTP/1.1 101 Switching Protocols\r\nDate: "));
                CHECK(answer.ends_with("\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"));
                CHECK(count_of(answer, "\r\n") == 5);
                CHECK((co_await read_bytes(client, 6)) == "first ");
                const std::string sent = large_text(5000);
                for (const std::string& each : {get("/"), sent}) {
                    co_await client.write(each);
                    const bool same = (co_await read_bytes(client, each.size())) == each;
                    CHECK(same);
                }
                CHECK(server.connections() == 1);
                CHECK(record.open == 1);
                client.shutdown_send();
                CHECK((co_await client.read_to_end()) == "");
                CHECK(server.connections() == 0);
                CHECK(record.open == 0);
            }
    });
}

TEST_CASE("a 2xx may be the last answer, too, and says nothing of a body")
{
    echo_record record;
    with_server(echoing(record), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/tunnel") + "first");
        const std::string answer = co_await read_answer(client);
        CHECK(answer.starts_with("HTTP/1.1 200 OK\r\nDate: "));
        CHECK(count_of(answer, "\r\n") == 3);
        CHECK((co_await read_bytes(client, 5)) == "first");
    });
    CHECK(record.cancelled == 1); // as all connections, when the client of `serve_in_memory` has ended
    CHECK(record.open == 0);
}

TEST_CASE("no time of HTTP's counts on a connection that is upgraded")
{
    echo_record record;
    with_server(echoing(record), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/later"));
        static_cast<void>(co_await read_answer(client));
        co_await plait::sleep_for(24h);
        co_await client.write("still");
        CHECK((co_await read_bytes(client, 5)) == "still");
    });
}

TEST_CASE("a drain is told to an upgraded connection, and waits for it")
{
    echo_record record;
    with_server(echoing(record), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(1);
        memory_stream idle = server.connect();
        co_await client.write(get("/now"));
        static_cast<void>(co_await read_answer(client));
        plait::awaitable<void> drained = server.drain();
        CHECK(server.connections() == 2); // which the idle one leaves when its last chance is over
        auto read = [&]() -> awaitable<void> {
            co_await plait::sleep_for(2s);
            CHECK(server.connections() == 1);
            CHECK((co_await client.read_to_end()) == "bye");
        };
        co_await plait::run_concurrent(std::move(drained), read());
        CHECK(server.connections() == 0);
        CHECK(record.cancelled == 0);
    });
}

TEST_CASE("a drain that has begun before the answer is told to what comes next")
{
    echo_record record;
    with_server(echoing(record), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/later"));
        co_await plait::sleep_for(500ms);
        co_await server.drain();
        CHECK((co_await client.read_to_end()).ends_with("\r\n\r\nbye"));
    });
}

TEST_CASE("an upgraded connection that does not end in time is cut off, and named")
{
    echo_record record;
    log_lines log;
    const server_options options = server_options().drain_timeout(5s).log(log.keep());
    with_server(echoing(record), options, [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect(1);
        co_await client.write(get("/now"));
        static_cast<void>(co_await read_answer(client));
        co_await server.drain(); // "bye" finds no room
        CHECK(clock.elapsed() == 5s);
    });
    CHECK(record.cancelled == 1);
    CHECK(record.open == 0);
    REQUIRE(log.lines.size() == 1);
    CHECK(log.lines[0].find("1: an echo") != std::string::npos);
}

TEST_SUITE_END();
