#include <plait/http/router.hpp>

#include <plait/http/http_error.hpp>

#include <boost/json/parse.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>
#include <support/routers.hpp>

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

using namespace http_test;

namespace {

response html_page(const request& request, const http_error& error)
{
    return html("<p>" + std::string(request.path()) + " " + error.what() + "</p>");
}

router with_hook(std::string name)
{
    router routes;
    routes.get("/throws", [](request&) -> response { throw http_error(status::conflict, "taken"); });
    routes.get("/later", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1ms);
        throw http_error(status::conflict, "taken later");
    });
    routes.get("/breaks", [](request&) -> response { throw std::runtime_error("secret"); });
    if (!name.empty())
        routes.on_error([name](const request&, const http_error& error) { return text(name + ": " + error.what()); });
    return routes;
}

} // namespace

TEST_SUITE_BEGIN("on_error");

TEST_CASE("one function shapes the answers to all errors, those of the server too")
{
    router routes = app();
    routes.get("/throws/conflict", [](request&) -> response { throw http_error(status::conflict, "taken"); });
    routes.get("/status/{n:int}", [](request&) { return response(static_cast<status>(99)); });
    routes.on_error([](const request& request, const http_error& error) { return html_page(request, error); });
    log_lines log;
    const server_options options =
        server_options().body_limit(4).head_limit(256).handler_timeout(1s).body_timeout(5s).log(log.keep());
    with_server(routes, options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        struct row {
            int code;
            std::string request;
            const char* body;
        };
        for (const row& r : {
                 row{409, get("/throws/conflict"), "<p>/throws/conflict taken</p>"},
                 row{500, get("/throws"), "<p>/throws 500 Internal Server Error</p>"},
                 row{500, get("/throws/7"), "<p>/throws/7 500 Internal Server Error</p>"},
                 row{500, get("/status/99"), "<p>/status/99 500 Internal Server Error</p>"},
                 row{404, get("/none"), "<p>/none 404 Not Found</p>"},
                 row{405, post("/large", ""), "<p>/large 405 Method Not Allowed</p>"},
                 row{413, post("/echo", "large"), "<p>/echo body_limit is 4 bytes</p>"},
                 row{413, post_chunks("/echo", "5\r\nlarge\r\n0\r\n\r\n"), "<p>/echo body_limit is 4 bytes</p>"},
                 row{400, post_chunks("/echo", "x"), "<p>/echo 400 Bad Request</p>"},
                 row{408, post("/echo", "four").substr(0, post("/echo", "four").size() - 1),
                     "<p>/echo 408 Request Timeout</p>"},
                 row{503, get("/slow"), "<p>/slow 503 Service Unavailable</p>"},
                 row{404, "POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n",
                     "<p>/none 404 Not Found</p>"},
                 // Nothing is known of these requests.
                 row{400, "GET / HTTP/1.1\r\n\r\n", "<p> 400 Bad Request</p>"},
                 row{408, "GET / HTTP/1.1\r\nHost: a", "<p> 408 Request Timeout</p>"},
                 row{431, get("/", "X: " + std::string(300, 'x') + "\r\n"),
                     "<p> 431 Request Header Fields Too Large</p>"},
             }) {
            CAPTURE(r.request);
            memory_stream client = server.connect();
            const std::string answer = co_await ask(client, r.request);
            CHECK(status_of(answer) == r.code);
            CHECK(body_of(answer) == r.body);
            CHECK(field_of(answer, "Content-Type") == "text/html; charset=utf-8");
            CHECK(field_of(answer, "Allow").has_value() == (r.code == 405));
        }
    });
    for (const std::string& line : log.lines) // an exception is logged as ever
        if (line.find("GET /throws:") == 0)
            CHECK(line.find("boom") != std::string::npos);
}

TEST_CASE("the answer has the error's status, unless the function chooses another one of an error; a 405 stays a 405")
{
    struct row {
        status chosen;
        status of_conflict;
        status of_wrong_method;
    };
    for (const row& r : {
             row{status::ok, status::conflict, status::method_not_allowed},
             row{status::found, status::conflict, status::method_not_allowed},
             row{static_cast<status>(99), status::conflict, status::method_not_allowed},
             row{static_cast<status>(600), status::conflict, status::method_not_allowed},
             row{status::not_found, status::not_found, status::method_not_allowed},
             row{status::service_unavailable, status::service_unavailable, status::method_not_allowed},
         }) {
        CAPTURE(static_cast<int>(r.chosen));
        router routes = with_hook("");
        routes.on_error([chosen = r.chosen](const request&, const http_error&) { return text("shaped", chosen); });
        CHECK(answer_to(routes, method::get, "/throws").status() == r.of_conflict);
        const response wrong_method = answer_to(routes, method::put, "/throws");
        CHECK(wrong_method.status() == r.of_wrong_method);
        CHECK(wrong_method.field("Allow") == "GET, HEAD, OPTIONS");
        CHECK(wrong_method.body() == "shaped");
    }
}

TEST_CASE("where the function returns nothing, the answer is the one without it")
{
    router plain = with_hook("");
    router routes = with_hook("");
    routes.on_error([](const request& request, const http_error& error) -> std::optional<response> {
        if (request.path() == "/throws")
            return std::nullopt;
        return text(error.what());
    });
    CHECK(answer_to(routes, method::get, "/throws").body() == answer_to(plain, method::get, "/throws").body());
    CHECK(answer_to(routes, method::get, "/later").body() == "taken later");
    with_server(routes, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK((co_await ask(client, get("/throws"))).find("application/problem+json") != std::string::npos);
        CHECK(body_of(co_await ask(client, get("/none"))) == "404 Not Found");
    });
}

TEST_CASE("the answer has the error's fields, except those that the function sets itself")
{
    router routes;
    routes.get("/", [](request&) -> response {
        throw http_error(status::unauthorized).set("WWW-Authenticate", "Basic").set("Retry-After", "1");
    });
    routes.on_error([](const request&, const http_error&) { return text("shaped").set("retry-after", "2"); });
    const response answer = answer_to(routes, method::get, "/");
    CHECK(answer.field_lines() == "retry-after: 2\r\nWWW-Authenticate: Basic\r\n");
}

TEST_CASE("a redirect and the answer to OPTIONS are no errors")
{
    router routes = with_hook("hook");
    routes.get("/dir/", [](request&) { return text("dir"); });
    CHECK(answer_to(routes, method::get, "/dir").status() == status::temporary_redirect);
    CHECK(answer_to(routes, method::options, "/throws").status() == status::no_content);
    routes.get("/own", [](request&) { return text("own", status::bad_request); });
    CHECK(answer_to(routes, method::get, "/own").body() == "own"); // nor is an answer that a handler returns
}

TEST_CASE("if the function throws, that is logged, and the answer is the one without it")
{
    router routes = with_hook("");
    routes.on_error([](const request&, const http_error&) -> response { throw std::runtime_error("no template"); });
    log_lines log;
    with_server(
        routes, server_options().log(log.keep()), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            const std::string answer = co_await ask(client, get("/throws"));
            CHECK(status_of(answer) == 409);
            CHECK(boost::json::parse(body_of(answer)).at("detail").as_string() == "taken");
            REQUIRE(log.lines.size() == 1);
            CHECK(log.lines[0].find("GET /throws: the function of on_error: no template") != std::string::npos);
            CHECK(status_of(co_await ask(client, get("/none"))) == 404);
            CHECK(status_of(co_await ask(client, post("/throws", ""))) == 405);
            CHECK(log.lines.size() == 3);
            CHECK(status_of(co_await ask(client, get("/breaks"))) == 500);
            REQUIRE(log.lines.size() == 5);
            CHECK(log.lines[3].find("secret") != std::string::npos);
        });
}

TEST_CASE("an exception that is no http_error comes as a 500 without its text, after it was logged")
{
    log_lines log;
    std::size_t logged = 0;
    router routes = with_hook("");
    routes.on_error([&](const request&, const http_error& error) {
        logged = log.lines.size();
        CHECK(error.status() == status::internal_server_error);
        CHECK(error.detail().empty());
        return text("sorry");
    });
    with_server(
        routes, server_options().log(log.keep()), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            const std::string answer = co_await ask(client, get("/breaks"));
            CHECK(status_of(answer) == 500);
            CHECK(body_of(answer) == "sorry");
            CHECK(logged == 1);
        });
}

TEST_CASE("the function gets the error itself, which may be of a class of the program")
{
    struct sold_out : http_error {
        explicit sold_out(int left) : http_error(status::conflict, "sold out"), left(left) {}
        int left;
    };
    router routes;
    routes.get("/", [](request&) -> response { throw sold_out(3); });
    routes.on_error([](const request&, const http_error& error) {
        const auto* const sold = dynamic_cast<const sold_out*>(&error);
        return text(sold ? std::to_string(sold->left) : "other");
    });
    CHECK(answer_to(routes, method::get, "/").body() == "3");
    with_server(routes, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(body_of(co_await ask(client, get("/"))) == "3");
    });
}

TEST_CASE("a mounted route keeps the function of its own router; without one, that of the router that serves counts")
{
    router inner = with_hook("inner");
    router middle;
    middle.mount("/inner", inner);
    middle.mount("/plain", with_hook(""));
    router outer = with_hook("outer");
    outer.mount("/middle", middle);
    inner.on_error([](const request&, const http_error&) { return text("changed too late"); });

    CHECK(answer_to(outer, method::get, "/middle/inner/throws").body() == "inner: taken");
    CHECK(answer_to(outer, method::get, "/middle/inner/later").body() == "inner: taken later");
    CHECK(answer_to(outer, method::get, "/middle/plain/throws").body() == "outer: taken");
    CHECK(answer_to(outer, method::get, "/throws").body() == "outer: taken");
    CHECK(answer_to(outer, method::get, "/middle/inner/none").body() == "outer: 404 Not Found");
    CHECK(answer_to(outer, method::put, "/middle/inner/throws").body() == "outer: 405 Method Not Allowed");

    router named = with_hook("named");
    named.mount("/inner", inner);
    outer.mount("/named", named);
    CHECK(answer_to(outer, method::get, "/named/inner/throws").body() == "changed too late");
    with_server(outer, server_options().body_limit(0), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(body_of(co_await ask(client, get("/middle/inner/throws"))) == "inner: taken");
        CHECK(body_of(co_await ask(client, get("/none"))) == "outer: 404 Not Found");
        co_await client.write("GET /named/throws HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
        const std::string answer = co_await read_answer(client);
        CHECK(status_of(answer) == 413); // a route was found, so its function counts
        CHECK(body_of(answer) == "named: body_limit is 0 bytes");
        memory_stream wrong = server.connect(); // no route of an earlier request counts
        CHECK(body_of(co_await ask(wrong, get("/middle/inner/throws") + "GET x\r\n\r\n")) == "inner: taken");
        CHECK(body_of(co_await read_answer(wrong)) == "outer: 400 Bad Request");
    });
}

TEST_CASE("a router that a test calls answers an http_error as the server does, and lets every other exception out")
{
    const router plain = with_hook("");
    const response answer = answer_to(plain, method::get, "/later");
    CHECK(answer.status() == status::conflict);
    CHECK(answer.body() == R"({"type":"about:blank","title":"Conflict","status":409,"detail":"taken later"})");
    CHECK(answer_to(with_hook("hook"), method::get, "/later").body() == "hook: taken later");
    CHECK_THROWS_WITH_AS((void)answer_to(with_hook("hook"), method::get, "/breaks"), "secret", std::runtime_error);

    router routes = with_hook("");
    routes.on_error([](const request&, const http_error&) -> response { throw std::logic_error("no template"); });
    CHECK_THROWS_WITH_AS((void)answer_to(routes, method::get, "/none"), "no template", std::logic_error);
}

TEST_CASE("copies of a router keep the function; an empty function is refused")
{
    const router copy = with_hook("hook"); // NOLINT(performance-unnecessary-copy-initialization)
    CHECK(answer_to(router(copy), method::get, "/none").body() == "hook: 404 Not Found");
    router routes;
    CHECK_THROWS_WITH_AS(
        routes.on_error(std::function<response(const request&, const http_error&)>()),
        "router: on_error: the function is empty", std::invalid_argument);
    CHECK_THROWS_AS(
        routes.on_error(static_cast<response (*)(const request&, const http_error&)>(nullptr)), std::invalid_argument);
    routes.on_error(&html_page);
    CHECK(answer_to(routes, method::get, "/x").body() == "<p>/x 404 Not Found</p>");
}

TEST_CASE("a page of any size reaches a client that reads slowly")
{
    router app;
    app.post(
        "/", [](request&) { return text("hello"); }, route_options().body_limit(4));
    app.get("/throws", [](request&) -> response { throw http_error(status::conflict); });
    app.on_error([](const request&, const http_error&) { return html(large_text()); });
    for (const std::string& request : {post("/", "large"), get("/throws"), get("/none")}) {
        CAPTURE(request);
        with_server(app, server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect(1000);
            CHECK(body_of(co_await ask(client, request)) == large_text());
        });
    }
}

TEST_SUITE_END();
