#include "http/connection/connection.hpp"

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

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

TEST_CASE("a body that is too large where a redirection is answered may be taken where that leads to")
{
    router routes;
    routes.post(
        "/files/", [](request&) { return text("kept"); }, route_options().body_limit(1'000'000));

    with_server(routes, server_options().body_limit(4), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const char* body : {
                 "Content-Length: 100000\r\n\r\n",
                 "Content-Length: 100000\r\nExpect: 100-continue\r\n\r\n",
                 "Transfer-Encoding: chunked\r\n\r\n186A0\r\n",
             }) {
            CAPTURE(body);
            for (const auto& [path, expected] : {std::pair("/files", 307), std::pair("/none", 413)}) {
                CAPTURE(path);
                memory_stream client = server.connect();
                const std::string head = "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n";
                const std::string answer = co_await ask(client, head + body);
                CHECK(status_of(answer) == expected);
                CHECK(field_of(answer, "Location").has_value() == (expected == 307));
                CHECK(field_of(answer, "Connection") == "close");
            }
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

TEST_CASE("what is known to be wrong is refused at once, however it is split, and the connection is closed")
{
    const std::string chunks = "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n";
    with_server([&](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const std::string& each :
             {std::string("GET / \r\n\r\n"), std::string("GET / H\r\n\r\n"), std::string("GET / HTTP/1.1\nHost"),
              std::string("GET / HTTP/1.1\r\nHost: a b\r\n"), chunks + "5\r\nhello\r\n0\r\n\n",
              chunks + "5\r\nhello\r\n0\n\n", chunks + "0\r\nA: b\n\r\n", chunks + "\r\n\r\n", chunks + "-1\r\n",
              chunks + "g\r\n", chunks + "7\r\n1234567xx"}) {
            for (std::size_t first = 0; first < each.size(); ++first) {
                CAPTURE(each);
                CAPTURE(first);
                memory_stream client = server.connect();
                co_await client.write(each.substr(0, first));
                co_await plait::sleep_for(1us);
                co_await client.write(each.substr(first));
                const plait::clock::time_point sent = plait::clock::now();
                const std::string answer = co_await read_answer(client);
                REQUIRE(status_of(answer) == 400);
                REQUIRE(plait::clock::now() - sent < 1ms);
                REQUIRE(field_of(answer, "Connection") == "close");
                REQUIRE((co_await client.read_to_end()).empty());
            }
        }
    });
}

TEST_CASE("what refuses a HEAD has no body, however little of it has come")
{
    with_server([](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const char* each :
             {"HEAD /%zz HTTP/1.1\r\n", "HEAD /%z", "HEAD / HTTP/2.0\r\n", "HEAD * HTTP/1.1\r\n", "HEAD / HTTP/1.1\r\nHost: a b\r\n",
              "HEAD / HTTP/1.1\r\n\r\n", "HEAD / HTTP/1.2\r\n\r\n"}) {
            CAPTURE(each);
            memory_stream client = server.connect();
            co_await client.write(each);
            const std::string answer = co_await client.read_to_end();
            CHECK(status_of(answer) >= 400);
            CHECK(answer.ends_with("Connection: close\r\n\r\n"));
        }
    });
}

TEST_CASE("a handler's status that is none of 200 to 599 is answered 500, and logged with the status and the route")
{
    router routes;
    routes.get("/status/{code:int}", [](request& request) {
        return text("payload", static_cast<status>(request.parameter<std::int64_t>("code")));
    });
    routes.get("/later", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1ms);
        co_return response(status::switching_protocols);
    });
    log_lines log;
    with_server(
        routes, server_options().log(log.keep()), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            for (const char* code : {"0", "1", "99", "100", "101", "103", "199", "600", "999", "1000", "65535"}) {
                CAPTURE(code);
                log.lines.clear();
                const std::string answer = co_await ask(client, get(std::string("/status/") + code));
                CHECK(status_of(answer) == 500);
                CHECK(body_of(answer) == R"({"type":"about:blank","title":"Internal Server Error","status":500})");
                REQUIRE(log.lines.size() == 1);
                CHECK(log.lines[0].find(std::string("status ") + code + ",") != std::string::npos);
                CHECK(log.lines[0].find("/status/{code:int}") != std::string::npos);
            }
            CHECK(status_of(co_await ask(client, get("/later"))) == 500);
            for (const char* code : {"200", "299", "599"})
                CHECK(status_of(co_await ask(client, get(std::string("/status/") + code))) == std::stoi(code));
        });
}

TEST_CASE("an answer that has no content is sent without its body, and the next one follows")
{
    router routes;
    routes.get("/{code:int}", [](request& request) {
        return text("payload", static_cast<status>(request.parameter<std::int64_t>("code")));
    });
    with_server(routes, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const std::string code : {"204", "205", "304"}) {
            CAPTURE(code);
            memory_stream client = server.connect();
            co_await client.write(get("/" + code) + get("/200", "Connection: close\r\n"));
            const std::string both = co_await client.read_to_end();
            const std::size_t end = both.find("\r\n\r\n") + 4;
            CHECK(status_of(both) == std::stoi(code));
            CHECK(status_of(both.substr(end)) == 200);
            CHECK(field_of(both, "Content-Length") == (code == "205" ? std::optional<std::string>("0") : std::nullopt));
        }
    });
}

TEST_CASE("what clients send besides what is right is served")
{
    router routes;
    routes.get("/q", [](request& request) { return text(*request.query("q") + "\n" + std::string(request.target())); });
    routes.get("/dir/", [](request&) { return text("dir"); });
    routes.get("/a^b|[c]", [](request&) { return text("path"); });
    routes.get("/throws", [](request&) -> response { throw std::runtime_error("boom"); });
    log_lines log;
    with_server(
        routes, server_options().log(log.keep()), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            CHECK(body_of(co_await ask(client, get("/q?q=100%"))) == "100%\n/q?q=100%");
            CHECK(body_of(co_await ask(client, get("/q?q=K\xc3\xb6ln"))) == "K\xc3\xb6ln\n/q?q=K\xc3\xb6ln");
            CHECK(body_of(co_await ask(client, get("/q?q=\"<x>\"+%zz%"))) == "\"<x>\" %zz%\n/q?q=\"<x>\"+%zz%");
            CHECK(body_of(co_await ask(client, get("/a^b|[c]"))) == "path");
            CHECK(body_of(co_await ask(client, get("/a%5Eb%7c%5bc]"))) == "path");
            CHECK(
                field_of(co_await ask(client, get("/dir?q=\xff%\"^%41%4")), "Location")
                == "/dir/?q=%FF%25%22%5E%41%254");
            CHECK(status_of(co_await ask(client, get("/throws?\xff\"%"))) == 500);
            REQUIRE(log.lines.size() == 1);
            CHECK(log.lines[0].find("GET /throws: ") != std::string::npos); // without what only a query may have
            CHECK(
                status_of(
                    co_await ask(client, "GET /q?q HTTP/1.2\r\nHost: t\r\nConnection: keep alive\r\nExpect:\r\n\r\n"))
                == 200);
            CHECK(status_of(co_await ask(client, get("/q?q", "Proxy-Connection: close\r\n"))) == 200);
            CHECK(status_of(co_await ask(client, get("/q?q", "Proxy-Connection: a b\r\n"))) == 200);
            const std::string old = co_await ask(client, "GET /q?q HTTP/1.0\r\nProxy-Connection: keep-alive\r\n\r\n");
            CHECK(status_of(old) == 200);
            CHECK(field_of(old, "Connection") == "close");
            CHECK((co_await client.read_to_end()).empty());
        });
}

TEST_SUITE_END();
