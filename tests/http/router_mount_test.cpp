#include <plait/http/router.hpp>

#include <doctest/doctest.h>
#include <support/routers.hpp>

#include <optional>
#include <stdexcept>

using namespace plait::http;

TEST_SUITE_BEGIN("router, mounted");

TEST_CASE("mount adds the routes of another router under a prefix")
{
    router users;
    users.get("/{id:int}", show_user).get("/", says("below")).post("host/x", says("at host")).put("/any", says("any"));
    router app;
    app.mount("/api/{version}", users).mount("Host/", users).get("/", says("top"));

    CHECK(answer_to(app, method::get, "/api/v2/7").body() == "user 7");
    CHECK(answer_to(app, method::get, "/api/v2/x/y").body() == "below");
    CHECK(answer_to(app, method::get, "/api/v2").field("Location") == "/api/v2/");
    CHECK(answer_to(app, method::post, "http://host/api/v2/x").body() == "at host");
    CHECK(answer_to(app, method::put, "/api/v2/any").body() == "any");
    CHECK(answer_to(app, method::get, "http://HOST/9").body() == "user 9");
    CHECK(answer_to(app, method::post, "http://host/x").body() == "at host");
    CHECK(answer_to(app, method::get, "/7").body() == "top");
    CHECK(answer_to(router().mount("/", users), method::get, "/7").body() == "user 7");

    request request(method::get, "/api/v2/7");
    std::optional<response> otherwise;
    REQUIRE(app.find(request, otherwise));
    CHECK(request.parameter("version") == "v2");
}

TEST_CASE("mount throws for what does not fit, and adds no route of that router then")
{
    router api;
    api.get("/new", says("new")).get("/{id}", says("id"));
    router app;
    app.get("/api/{name}", says("there"));

    CHECK_THROWS_WITH_AS(
        app.mount("/api", api), "route 'GET /api/{id}': means the same as 'GET /api/{name}', which is there already",
        std::invalid_argument);
    CHECK(answer_to(app, method::get, "/api/new").body() == "there");
    CHECK_THROWS_WITH_AS(
        app.mount("/x/{id}", api), "route 'GET /x/{id}/{id}': two parameters are called {id}", std::invalid_argument);
    CHECK_THROWS_AS(app.mount("/{rest...}", api), std::invalid_argument);
    CHECK_THROWS_AS(app.mount("/{$}", api), std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        app.mount("api", api),
        "router: mount: the prefix 'api' has no slash: write '/api' for a path, or 'api/' for a host",
        std::invalid_argument);
    router hosted;
    hosted.get("one/a", says("a"));
    CHECK_THROWS_WITH_AS(
        app.mount("two/x", hosted), "route 'one/a': is mounted under 'two/x', which is of another host",
        std::invalid_argument);
}

TEST_SUITE_END();
