#include <plait/http/status_error.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <stdexcept>
#include <string>

using namespace http_test;

TEST_SUITE_BEGIN("status_error");

TEST_CASE("a status_error that a handler throws is answered with its status, and logged if that is 500 or more")
{
    router routes;
    routes.get(
        "/conflict", [](request&) -> response { throw status_error(status::conflict, "user 7 is there already"); });
    routes.get("/later", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1ms);
        throw status_error(status::bad_gateway, "the database is away");
    });
    log_lines log;
    with_server(
        routes, server_options().log(log.keep()), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            const std::string first = co_await ask(client, get("/conflict"));
            CHECK(status_of(first) == 409);
            CHECK(body_of(first) == "409 Conflict\n");
            CHECK(log.lines.empty());
            CHECK(status_of(co_await ask(client, get("/later"))) == 502);
            REQUIRE(log.lines.size() == 1);
            CHECK(log.lines[0].find("GET /later: the database is away") != std::string::npos);
        });
}

TEST_CASE("a status_error has the status of an error")
{
    for (const int code : {0, 100, 200, 302, 399, 600, 1000})
        CHECK_THROWS_AS((void)status_error(static_cast<status>(code), "x"), std::invalid_argument);
    CHECK(status_error(status::not_found, "no user 7").status() == status::not_found);
    CHECK(std::string(status_error(static_cast<status>(599), "why").what()) == "why");
    CHECK(status_error::status_of(std::make_exception_ptr(7)) == status::internal_server_error);
}

TEST_SUITE_END();
