#include "http/connection/connection.hpp"

#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/http.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

using namespace http_test;

TEST_SUITE_BEGIN("connection, errors and ends");

TEST_CASE("a handler that throws is answered 500 and logged with method and path, and the connection stays open")
{
    log_lines log;
    with_server(
        app(), server_options().log(log.keep()), [](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            const std::string answer = co_await ask(client, get("/throws?secret=1"));
            CHECK(status_of(answer) == 500);
            CHECK(
                body_of(answer)
                == R"({"type":"about:blank","title":"Internal Server Error","status":500})"); // nothing of what went wrong
            CHECK(field_of(answer, "Connection") == std::nullopt);

            CHECK(status_of(co_await ask(client, get("/throws/7"))) == 500);
            CHECK(status_of(co_await ask(client, get("/"))) == 200);
        });

    CHECK(log.lines
          == std::vector<std::string>{
              "GET /throws: boom", "GET /throws/7: an exception that is not a std::exception"});
}

TEST_CASE("an error's text stays one line of the log")
{
    log_lines log;
    router routes;
    routes.get("/", [](request&) -> awaitable<response> { throw std::runtime_error("no user 'a\r\nGET /: all well'"); });
    with_server(
        routes, server_options().log(log.keep()), [](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            CHECK(status_of(co_await ask(client, get("/"))) == 500);
        });
    CHECK(log.lines == std::vector<std::string>{"GET /: no user 'a  GET /: all well'"});
}

TEST_CASE("a handler that is no coroutine may throw as well")
{
    log_lines log;
    router routes;
    routes.get("/", [](request&) -> awaitable<response> { throw std::runtime_error("at once"); });
    with_server(
        routes, server_options().log(log.keep()), [](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            CHECK(status_of(co_await ask(client, get("/"))) == 500);
            CHECK(status_of(co_await ask(client, get("/"))) == 500);
        });
    CHECK(log.lines == std::vector<std::string>{"GET /: at once", "GET /: at once"});
}

TEST_CASE("a handler that throws operation_aborted without being cancelled is answered 500")
{
    log_lines log;
    router routes;
    routes.get("/", [](request&) -> awaitable<response> {
        throw boost::system::system_error(boost::asio::error::operation_aborted);
        co_return response();
    });
    with_server(
        routes, server_options().log(log.keep()), [](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            CHECK(status_of(co_await ask(client, get("/"))) == 500);
        });
    CHECK(log.lines.size() == 1);
}

TEST_CASE("a log that throws ends no connection")
{
    const dropped_errors dropped;
    const server_options options
        = server_options().log([](std::string_view) { throw std::runtime_error("the disk is full"); });
    with_server(app(), options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        memory_stream other = server.connect();
        CHECK(status_of(co_await ask(client, get("/throws"))) == 500);
        CHECK(status_of(co_await ask(client, get("/"))) == 200);
        CHECK(status_of(co_await ask(other, get("/"))) == 200);
        memory_stream later = server.connect();
        CHECK(status_of(co_await ask(later, get("/"))) == 200);
    });
    CHECK(dropped.texts() == std::vector<std::string>{"http::server_options::log: the disk is full"});
}

TEST_CASE("a connection without a request is closed after idle_timeout, without a word")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream silent = server.connect();
        CHECK((co_await silent.read()) == "");
        CHECK(clock.elapsed() == 60s);

        memory_stream client = server.connect();
        co_await plait::sleep_for(59s);
        CHECK(status_of(co_await ask(client, get("/slow"))) == 200);
        CHECK((co_await client.read()) == "");
        CHECK(clock.elapsed() == 60s + 59s + 2s + 60s);
        CHECK(server.connections() == 0);
    });
}

TEST_CASE("a client that does not take the next piece of an answer within write_timeout is closed")
{
    with_server([](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(get("/large"));
        co_await plait::sleep_for(20s);
        CHECK((co_await client.read()).size() == 1000);
        co_await plait::sleep_until(plait::clock::time_point(50s - 1ns));
        CHECK(server.connections() == 1);
        co_await plait::sleep_for(1ns); // and what is done by then is in time
        CHECK(server.connections() == 1);
        co_await plait::sleep_for(1ns);

        CHECK(clock.elapsed() == 50s + 1ns);
        CHECK(server.connections() == 0);
        CHECK((co_await client.read_to_end()).size() == 1000);
    });
}

TEST_CASE("a client that takes no answer and no 100 Continue is closed, too")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream sized = server.connect(10);
        co_await sized.write("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        memory_stream chunked = server.connect(10);
        co_await chunked.write(
            "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");

        co_await plait::sleep_for(30s); // write_timeout
        CHECK(server.connections() == 2);
        co_await plait::sleep_for(1ns);
        CHECK(server.connections() == 0);
    });
}

TEST_CASE("a client may leave at any time")
{
    struct row {
        const char* name;
        std::string sent;
    };
    log_lines log;
    for (const row& r : {
             row{"before it asks", ""},
             row{"within a head", "GET / HTTP/1.1\r\nHo"},
             row{"within a body", "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nabc"},
             row{"within a chunk", post_chunks("/echo", "5\r\nabc")},
             row{"within the last chunk", post_chunks("/echo", "1\r\nx\r\n0\r\n")},
             row{"within an answer", get("/large")},
             row{"within the second answer", get("/large") + get("/large")},
             row{"after a wrong request", "nonsense\r\n\r\n"},
         }) {
        CAPTURE(r.name);
        with_server(
            app(), server_options().log(log.keep()), [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
                {
                    memory_stream client = server.connect(1000);
                    co_await client.write(r.sent);
                    co_await plait::sleep_for(1ms);
                }
                co_await plait::sleep_for(1ms);
                CHECK(server.connections() == 0);
                CHECK(clock.elapsed() == 2ms);
            });
    }
    CHECK(log.lines.empty()); // it is nobody's fault
}

TEST_SUITE_END();
