#include <plait/http/http_error.hpp>

#include "http/answer/error_answer.hpp"
#include "http/answer/json_string.hpp"
#include <plait/http/stream.hpp>

#include <boost/json/parse.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <random>
#include <stdexcept>
#include <string>
#include <utility>

using namespace http_test;

namespace {

/// A server's routes, each of which fails in another way.
router failing()
{
    router routes = app();
    routes.get("/errors", [](request&) -> response {
        throw http_error(
            status::unprocessable_content, "two members are wrong",
            {wrong_value{"/age", "an integer", "\"x\""}, wrong_value{"/tags/3", "a string", "42"}})
            .set("Retry-After", "7");
    });
    routes.get("/gone", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1ms);
        throw http_error(status::gone);
    });
    routes.get("/never", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1h);
        co_return response();
    });
    return routes;
}

const std::string json_of_errors =
    R"({"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"two members are wrong",)"
    R"("errors":[{"pointer":"/age","expected":"an integer","got":"\"x\""},)"
    R"({"pointer":"/tags/3","expected":"a string","got":"42"}]})";
const std::string text_of_errors =
    "422 Unprocessable Content\ntwo members are wrong\n/age: expected an integer, got \"x\"\n"
    "/tags/3: expected a string, got 42\n";

} // namespace

TEST_SUITE_BEGIN("answers to errors");

TEST_CASE("an error is answered with problem+json if the client accepts JSON, unless it prefers text")
{
    struct row {
        const char* name;
        const char* accept;
        bool json;
    };
    with_server(failing(), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        for (const row& r : {
                 row{"no Accept", "", true},
                 row{"curl", "Accept: */*\r\n", true},
                 row{"JSON", "Accept: application/json\r\n", true},
                 row{"problem+json", "Accept: application/problem+json\r\n", true},
                 row{"a range", "Accept: application/*\r\n", true},
                 row{"axios", "Accept: application/json, text/plain, */*\r\n", true},
                 row{"JSON as much as text", "Accept: text/plain, application/json\r\n", true},
                 row{"JSON at last", "Accept: image/png, application/json;q=0.1\r\n", true},
                 row{"a browser", "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n", false},
                 row{"text", "Accept: text/plain\r\n", false},
                 row{"text rather than JSON", "Accept: application/json;q=0.5, text/plain\r\n", false},
                 row{"neither", "Accept: image/png\r\n", false},
             }) {
            CAPTURE(r.name);
            const std::string answer = co_await ask(client, get("/errors", r.accept));
            CHECK(status_of(answer) == 422);
            CHECK(
                field_of(answer, "Content-Type")
                == (r.json ? "application/problem+json" : "text/plain; charset=utf-8"));
            CHECK(body_of(answer) == (r.json ? json_of_errors : text_of_errors));
            CHECK(field_of(answer, "Retry-After") == "7");
            CHECK(field_of(answer, "Vary") == "Accept");
        }
    });
}

TEST_CASE("an error without a detail is answered with its status")
{
    with_server(failing(), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(body_of(co_await ask(client, get("/gone"))) == R"({"type":"about:blank","title":"Gone","status":410})");
        CHECK(body_of(co_await ask(client, get("/gone", "Accept: text/plain\r\n"))) == "410 Gone\n");
    });
}

TEST_CASE("the server's own refusals are answered in the form that the client prefers")
{
    const server_options options = server_options().body_limit(4).handler_timeout(5s).body_timeout(5s);
    with_server(failing(), options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        struct row {
            int code;
            std::string request; // without the end of its head
            std::string body;
            const char* detail;
        };
        const std::string rest = " HTTP/1.1\r\nHost: test\r\n";
        for (const row& r : {
                 row{404, "GET /nothing/here" + rest, "", ""},
                 row{405, "PUT /echo" + rest + "Content-Length: 2\r\n", "ab", ""},
                 row{501, "BREW /echo" + rest, "", ""},
                 row{413, "POST /echo" + rest + "Content-Length: 5\r\n", "", "body_limit is 4 bytes"},
                 row{413, "POST /echo" + rest + "Transfer-Encoding: chunked\r\n", "5\r\nlarge\r\n",
                     "body_limit is 4 bytes"},
                 row{400, "POST /echo" + rest + "Transfer-Encoding: chunked\r\n", "x", ""},
                 row{408, "POST /echo" + rest + "Content-Length: 4\r\n", "ab", ""},
                 row{404, "POST /nobody" + rest + "Content-Length: 4\r\nExpect: 100-continue\r\n", "", ""},
                 row{503, "GET /never" + rest, "", ""},
             }) {
            CAPTURE(r.request);
            memory_stream json = server.connect();
            const std::string answer = co_await ask(json, r.request + "\r\n" + r.body);
            CHECK(status_of(answer) == r.code);
            CHECK(field_of(answer, "Content-Type") == "application/problem+json");
            const boost::json::object problem = boost::json::parse(body_of(answer)).as_object();
            CHECK(problem.at("status").as_int64() == r.code);
            CHECK(problem.contains("detail") == (*r.detail != 0));
            if (*r.detail != 0)
                CHECK(problem.at("detail").as_string() == r.detail);
            CHECK(
                field_of(answer, "Allow")
                == (r.code == 405 ? std::optional<std::string>("POST, OPTIONS") : std::nullopt));

            memory_stream text = server.connect();
            const std::string plain = co_await ask(text, r.request + "Accept: text/plain\r\n\r\n" + r.body);
            CHECK(status_of(plain) == r.code);
            CHECK(body_of(plain).starts_with(std::to_string(r.code) + " "));
            CHECK(body_of(plain).ends_with(*r.detail == 0 ? "\n" : std::string("\n") + r.detail + "\n"));
        }
    });
}

TEST_CASE("a request whose head is wrong, or has not come, is answered with text")
{
    with_server(app(), server_options().head_limit(256), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        const std::string begun = "GET / HTTP/1.1\r\nHost: test\r\nAccept: application/json\r\n";
        for (const auto& [code, request] : std::vector<std::pair<int, std::string>>{
                 {408, begun},
                 {400, begun + "Host: again\r\n\r\n"},
                 {400, "\x16\x03"},
                 {431, begun + "X: " + std::string(300, 'x') + "\r\n\r\n"},
                 {414, "GET /" + std::string(300, 'x')},
             }) {
            CAPTURE(code);
            memory_stream client = server.connect();
            const std::string answer = co_await ask(client, request);
            CHECK(status_of(answer) == code);
            CHECK(field_of(answer, "Content-Type") == "text/plain; charset=utf-8");
            CHECK(body_of(answer).starts_with(std::to_string(code) + " "));
            CHECK(field_of(answer, "Vary") == std::nullopt);
        }
    });
}

TEST_CASE("the answer to a HEAD says the length of the error's body, and has none")
{
    with_server(failing(), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write("HEAD /errors HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
        const std::string answer = co_await client.read_to_end();
        CHECK(status_of(answer) == 422);
        CHECK(field_of(answer, "Content-Length") == std::to_string(json_of_errors.size()));
        CHECK(answer.ends_with("\r\n\r\n"));
    });
}

TEST_CASE("a status without a phrase has no title; a Vary of the error stays beside that of the answer")
{
    const request request(method::get, "/");
    const response answer = detail::answer_of(http_error(static_cast<status>(499)).set("Vary", "Cookie"), request);
    CHECK(answer.body() == R"({"type":"about:blank","status":499})");
    CHECK(answer.field_lines() == "Vary: Cookie\r\nVary: Accept\r\n");
}

TEST_CASE("whatever bytes an error holds, it is answered with JSON")
{
    const auto as_json = [](std::string_view text) {
        std::string json;
        detail::append_json_string(json, text);
        return json;
    };
    CHECK(as_json("plain") == "\"plain\"");
    CHECK(as_json("\"\\\n\t") == R"("\"\\\n\t")");
    CHECK(as_json(std::string(1, '\0') + "\x7f") == R"("\u0000\u007f")");
    const std::string replaced = "\"\xef\xbf\xbd\"";
    for (const char* right : {"K\xc3\xb6ln", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"})
        CHECK(as_json(right) == "\"" + std::string(right) + "\"");
    for (const char* wrong : {"\xff", "\x80", "\xc3", "\xc0"})
        CHECK(as_json(wrong) == replaced);
    for (const char* wrong :
         {"\xe2\x82", "\xed\xa0\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xf4\x90\x80\x80", "\xf0\x8f\xbf\xbf"})
        CHECK(as_json(wrong).starts_with("\"\xef\xbf\xbd\xef\xbf\xbd"));
    CHECK(as_json("\xc3(") == "\"\xef\xbf\xbd(\""); // a byte that belongs to no character takes no other along

    std::mt19937 random(20);
    for (int round = 0; round < 5'000; ++round) {
        std::string text;
        for (std::size_t left = random() % 9; left > 0; --left)
            text += static_cast<char>(random() % 3 == 0 ? random() % 128 : 0x80 + random() % 128);
        CAPTURE(text);
        boost::system::error_code failed;
        static_cast<void>(boost::json::parse(as_json(text), failed));
        REQUIRE(!failed);
    }
}

TEST_CASE("a function of on_error that returns a stream is told so, and the answer is the one without the function")
{
    router app;
    app.get("/throws", [](request&) -> response { throw http_error(status::conflict, "taken"); });
    const auto write = [](body_writer& out) -> awaitable<void> { co_await out.write("sorry"); };
    app.on_error([&](const request&, const http_error&) { return stream("text/plain", write); });
    log_lines log;
    with_server(app, server_options().log(log.keep()), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string answer = co_await ask(client, get("/throws"));
        CHECK(status_of(answer) == 409);
        CHECK(body_of(answer).find("taken") != std::string::npos);
        REQUIRE(log.lines.size() == 1);
        CHECK(log.lines[0].find("GET /throws: the function of on_error: it returned a stream") != std::string::npos);
        CHECK(status_of(co_await ask(client, get("/none"))) == 404);
        CHECK(status_of(co_await ask(client, "GET / HTTP/1.1\r\n\r\n")) == 400);
        CHECK(log.lines.size() == 3);

        request direct(method::get, "/throws"); // without a server, the test sees the error
        CHECK_THROWS_AS(static_cast<void>(co_await app(direct)), std::logic_error);
    });
}

TEST_SUITE_END();
