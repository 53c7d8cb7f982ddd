#include <plait/http/http_error.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <stdexcept>
#include <string>
#include <utility>

using namespace http_test;

TEST_SUITE_BEGIN("http_error");

TEST_CASE("an http_error that a handler throws is answered with its status, and logged if that is 500 or more")
{
    router routes;
    routes.get(
        "/conflict", [](request&) -> response { throw http_error(status::conflict, "user 7 is there already"); });
    routes.get("/later", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1ms);
        throw http_error(status::bad_gateway, "the database is away");
    });
    log_lines log;
    with_server(
        routes, server_options().log(log.keep()), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            CHECK(status_of(co_await ask(client, get("/conflict"))) == 409);
            CHECK(log.lines.empty());
            CHECK(status_of(co_await ask(client, get("/later"))) == 502);
            REQUIRE(log.lines.size() == 1);
            CHECK(log.lines[0].find("GET /later: the database is away") != std::string::npos);
        });
}

TEST_CASE("an http_error has the status of an error")
{
    for (const int code : {0, 100, 200, 302, 399, 600, 1000})
        CHECK_THROWS_AS((void)http_error(static_cast<status>(code), "x"), std::invalid_argument);
    CHECK(http_error(status::not_found, "no user 7").status() == status::not_found);
    CHECK(http_error(static_cast<status>(599), "why").status() == static_cast<status>(599));
    CHECK_THROWS_WITH_AS(
        (void)http_error(status::ok), "http_error: 200 is no status of an error: give one of 400 to 599",
        std::invalid_argument);
}

TEST_CASE("what says the detail, or the status if there is none")
{
    CHECK(std::string(http_error(status::gone, "user 7 has left").what()) == "user 7 has left");
    CHECK(http_error(status::gone, "user 7 has left").detail() == "user 7 has left");
    CHECK(std::string(http_error(status::gone).what()) == "410 Gone");
    CHECK(http_error(status::gone).detail().empty());
    CHECK(std::string(http_error(static_cast<status>(499)).what()) == "499");
}

TEST_CASE("an http_error says which values are wrong")
{
    const wrong_value third{"/tags/3", "a string", "42"};
    const http_error error(status::unprocessable_content, "wrong members", {third});

    CHECK(error.errors() == std::vector<wrong_value>{third});
    CHECK(http_error(status::gone).errors().empty());
}

TEST_CASE("an http_error has fields for its answer, which are checked as those of a response")
{
    try {
        throw http_error(status::unauthorized, "wrong name or password").set("WWW-Authenticate", "Basic");
    } catch (const http_error& error) {
        CHECK(error.head().status() == status::unauthorized);
        CHECK(error.head().field("WWW-Authenticate") == "Basic");
        CHECK(error.head().body().empty());
    }
    http_error error(status::service_unavailable);
    error.set("Retry-After", "1").set("Retry-After", "2");
    CHECK(error.head().field_lines() == "Retry-After: 2\r\n");
    CHECK_THROWS_AS(error.set("a b", "x"), std::invalid_argument);
    CHECK_THROWS_AS(error.set("X", "a\r\nb"), std::invalid_argument);
    CHECK_THROWS_AS(error.set("content-length", "0"), std::invalid_argument);
    CHECK_THROWS_AS(error.set("content-type", "text/html"), std::invalid_argument);
    CHECK(error.head().field_lines() == "Retry-After: 2\r\n");
}

TEST_SUITE_END();
