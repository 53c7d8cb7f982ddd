#include <plait/http/detail/connection.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <optional>
#include <string>
#include <string_view>

using namespace http_test;

TEST_SUITE_BEGIN("connection, refusals");

TEST_CASE("who expects 100-continue where there is no handler gets the answer that others get")
{
    struct row {
        const char* line;
        const char* field;
    };
    router routes;
    routes.get("/get", [](request&) { return text("got"); });
    routes.post("/post", [](request&) { return text("posted"); });
    routes.handle("/dir/", [](request&) { return text("dir"); });

    with_server(routes, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const row& r : {
                 row{"PUT /get", "Allow"},
                 row{"POST /dir?x", "Location"},
                 row{"POST //post", "Location"},
                 row{"OPTIONS /post", "Allow"},
                 row{"POST /none", "Content-Type"},
             }) {
            CAPTURE(r.line);
            const std::string head = std::string(r.line) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n";
            memory_stream waiting = server.connect();
            memory_stream sending = server.connect();
            const std::string expecting = co_await ask(waiting, head + "Expect: 100-continue\r\n\r\n");
            const std::string other = co_await ask(sending, head + "\r\nhello");
            CHECK(status_of(expecting) == status_of(other));
            CHECK(field_of(expecting, r.field).has_value());
            CHECK(field_of(expecting, r.field) == field_of(other, r.field));
            CHECK(body_of(expecting) == body_of(other));
            CHECK(field_of(expecting, "Connection") == "close"); // the body may come all the same
        }
    });
}

TEST_CASE("an answer to what is no request yet is not shaped by the last request of another connection")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const std::string before :
             {"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"}) {
            for (const char* begun : {"\r", "\r\n\r", "G"}) {
                CAPTURE(before);
                CAPTURE(begun);
                memory_stream first = server.connect();
                co_await first.write(before);
                co_await plait::sleep_for(1ms);
                memory_stream second = server.connect();
                CHECK(body_of(co_await ask(second, begun)) == "408 Request Timeout\n");
            }
        }
    });
}

TEST_CASE("an answer to empty lines is not shaped by the request before them")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        std::string lines;
        for (int i = 0; i < 9; ++i)
            lines += "\r\n";
        co_await client.write("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + lines);
        CHECK((co_await client.read_to_end()).ends_with("\r\n\r\n400 Bad Request\n"));
    });
}

TEST_SUITE_END();
