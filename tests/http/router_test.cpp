#include <plait/http/router.hpp>

#include "http/route/endpoint.hpp"
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/routers.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

using namespace plait::http;
using namespace std::chrono_literals;
using plait::awaitable;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

response plain_user(request& request)
{
    return text("plain " + request.parameter("id"));
}

} // namespace

TEST_SUITE_BEGIN("router");

TEST_CASE("a router is a value: build it in a function, copy it, call it")
{
    auto build = [] {
        router app;
        app.get("/{$}", says("first")).get("/users/{id:int}", show_user);
        return app;
    };
    const router app = build();
    router copy = app;
    copy.get("/more", says("more"));

    CHECK(answer_to(app, method::get, "/").body() == "first");
    CHECK(answer_to(copy, method::get, "/users/7").body() == "user 7");
    CHECK(answer_to(copy, method::get, "/more").body() == "more");
    CHECK(answer_to(app, method::get, "/more").status() == status::not_found);
}

TEST_CASE("each method has its function, and add takes any")
{
    router app;
    app.get("/", says("get")).post("/", says("post")).put("/", says("put")).patch("/", says("patch"));
    app.delete_("/", says("delete")).add(method::options, "/", says("options"));

    CHECK(answer_to(app, method::get, "/").body() == "get");
    CHECK(answer_to(app, method::post, "/").body() == "post");
    CHECK(answer_to(app, method::put, "/").body() == "put");
    CHECK(answer_to(app, method::patch, "/").body() == "patch");
    CHECK(answer_to(app, method::delete_, "/").body() == "delete");
    CHECK(answer_to(app, method::options, "/").body() == "options");
}

TEST_CASE("a handler is a coroutine or a plain function, or any callable that is like one")
{
    struct greeter {
        std::unique_ptr<std::string> name; // a handler need not be copyable
        awaitable<response> operator()(request&) { co_return text("hello, " + *name); }
    };
    router app;
    app.get("/users/{id:int}", show_user);
    app.get("/object", greeter{std::make_unique<std::string>("object")});
    app.get("/plain/{id:int}", plain_user);
    app.get("/lambda", [](const auto& request) { return text(std::string(request.path())); });
    app.get("/function", std::function<response(request&)>(plain_user));
    app.get("/wrapped/{id:int}", [](request& request) { return show_user(request); });

    CHECK(answer_to(app, method::get, "/users/7").body() == "user 7");
    CHECK(answer_to(app, method::get, "/object").body() == "hello, object");
    CHECK(answer_to(app, method::get, "/plain/7").body() == "plain 7");
    CHECK(answer_to(app, method::get, "/lambda").body() == "/lambda");
    CHECK(answer_to(app, method::get, "/wrapped/8").body() == "user 8");
}

TEST_CASE("a handler's lambda may capture what it likes: it is kept in the router while requests run")
{
    router app;
    {
        auto name = std::make_shared<std::string>("kept");
        app.get("/", [name, suffix = std::string(" for as long as a request takes")](request&) -> awaitable<response> {
            co_await plait::sleep_for(1s);
            co_return text(*name + suffix);
        });
    }

    CHECK(answer_to(app, method::get, "/").body() == "kept for as long as a request takes");
}

TEST_CASE("handlers run in virtual time")
{
    router app;
    app.get("/slow", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(6s);
        co_return text("slow");
    });

    run_virtual([&](virtual_clock& clock) -> awaitable<void> {
        request request(method::get, "/slow");
        const response answer = co_await app(request);

        CHECK(answer.body() == "slow");
        CHECK(clock.elapsed() == 6s);
    });
}

TEST_CASE("GET answers HEAD too")
{
    router app;
    app.get("/", says("get"));

    CHECK(answer_to(app, method::head, "/").body() == "get"); // the server leaves the body out
}

TEST_CASE("404 if no pattern matches")
{
    router app;
    app.get("/users/{id:int}", show_user);

    for (const char* target : {"/", "/users", "/users/", "/users/x", "/users/7/", "*", "test:443"}) {
        CAPTURE(target);
        const response answer = answer_to(app, method::get, target);
        CHECK(answer.status() == status::not_found);
        CHECK(answer.body() == R"({"type":"about:blank","title":"Not Found","status":404})");
    }
    CHECK(answer_to(router(), method::get, "/").status() == status::not_found);
}

TEST_CASE("405 with Allow if a pattern matches, but for other methods")
{
    router app;
    app.get("/a", says("get")).post("/a", says("post")).delete_("/b/", says("delete"));

    const response answer = answer_to(app, method::put, "/a");
    CHECK(answer.status() == status::method_not_allowed);
    CHECK(answer.field("Allow") == "GET, HEAD, POST, OPTIONS");
    CHECK(answer_to(app, method::trace, "/a").status() == status::method_not_allowed);
    CHECK(answer_to(app, method::head, "/b/").field("Allow") == "DELETE, OPTIONS");
    CHECK(answer_to(app, method::head, "/b").field("Allow") == "DELETE, OPTIONS"); // DELETE would be redirected
}

TEST_CASE("OPTIONS is answered 204 with Allow, of a path or of all, unless there is a route for it")
{
    router app;
    app.get("/a", says("get")).put("/a", says("put")).post("/b", says("post")).add(method::options, "/c", says("own"));
    app.get("/c", says("get")).handle("/d", says("every"));

    const response answer = answer_to(app, method::options, "/a");
    CHECK(answer.status() == status::no_content);
    CHECK(answer.field("Allow") == "GET, HEAD, PUT, OPTIONS");
    CHECK(answer_to(app, method::options, "/c").body() == "own");
    CHECK(answer_to(app, method::options, "/d").body() == "every");
    CHECK(answer_to(app, method::options, "/e").status() == status::not_found);
    CHECK(answer_to(router(), method::options, "*").status() == status::no_content);
    CHECK(answer_to(router(), method::options, "*").field("Allow") == "OPTIONS");
    CHECK(answer_to(app, method::options, "*").field("Allow") == "GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE, PATCH");
}

TEST_CASE("a path without the slash at its end, or that is not clean, is redirected with 307")
{
    router app;
    app.get("/dir/", says("dir")).post("/a", says("a"));

    const response slash = answer_to(app, method::get, "/dir?x=1");
    CHECK(slash.status() == status::temporary_redirect);
    CHECK(slash.field("Location") == "/dir/?x=1");
    const response clean = answer_to(app, method::post, "/b/..//a");
    CHECK(clean.status() == status::temporary_redirect);
    CHECK(clean.field("Location") == "/a");
    CHECK(answer_to(app, method::get, "/b/..//a").status() == status::method_not_allowed);
    CHECK(answer_to(app, method::get, "//b").status() == status::not_found);
}

TEST_CASE("handle takes the method before the pattern, as Go writes it, or all methods")
{
    router app;
    app.handle("GET /items/{id}", plain_user).handle("/any", says("any")).handle("DELETE host/items/{id}", plain_user);

    CHECK(answer_to(app, method::head, "/items/7").body() == "plain 7");
    CHECK(answer_to(app, method::post, "/items/7").status() == status::method_not_allowed);
    CHECK(answer_to(app, method::patch, "/any").body() == "any");
    CHECK(answer_to(app, method::delete_, "http://host/items/7").body() == "plain 7");
    CHECK_THROWS_WITH_AS(
        app.handle("FETCH /", says("")), "route 'FETCH /': the method 'FETCH' is unknown", std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        app.handle("GET  /", says("")), "route 'GET  /': a pattern is a path, without query, fragment or space",
        std::invalid_argument);
}

TEST_CASE("find gives the server the route's handler and options, or the answer without one")
{
    router app;
    app.get("/plain", plain_user, route_options().body_limit(7).body_timeout(2s).handler_timeout(3s));
    app.add(method::post, "/users/{id:int}", show_user);
    std::optional<response> otherwise;

    request plain(method::get, "/plain");
    const plait::http::detail::endpoint* found = app.find(plain, otherwise);
    REQUIRE(found);
    CHECK((found->function && !found->coroutine));
    CHECK(found->options.body_limit() == 7);
    CHECK(found->options.body_timeout() == 2s);
    CHECK(found->options.handler_timeout() == 3s);

    request posted(method::post, "/users/7");
    found = app.find(posted, otherwise);
    REQUIRE(found);
    CHECK((found->coroutine && !found->function));
    CHECK(!found->options.body_limit());
    CHECK(!found->options.body_timeout());
    CHECK(!found->options.handler_timeout());
    CHECK(posted.parameter<std::int64_t>("id") == 7);

    request nowhere(method::get, "/");
    CHECK(!app.find(nowhere, otherwise));
    REQUIRE(otherwise);
    CHECK(otherwise->status() == status::not_found);
}

TEST_CASE("501 for CONNECT and a method that HTTP does not know")
{
    router app;
    app.handle("/", says("get"));

    CHECK(answer_to(app, method::connect, "host:443").status() == status::not_implemented);
    CHECK(answer_to(app, method::unknown, "/").status() == status::not_implemented);
    CHECK(answer_to(app, method::unknown, "/nowhere").status() == status::not_implemented);
}

TEST_CASE("a call throws what the handler throws")
{
    router app;
    app.get("/late", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1s);
        throw std::runtime_error("late");
        co_return response();
    });
    app.get("/early", [](request&) -> awaitable<response> {
        throw std::runtime_error("early");
        co_return response();
    });
    app.get("/at-once", [](request&) -> awaitable<response> { throw std::runtime_error("at once"); }); // no coroutine

    CHECK_THROWS_WITH_AS((void)answer_to(app, method::get, "/late"), "late", std::runtime_error);
    CHECK_THROWS_WITH_AS((void)answer_to(app, method::get, "/early"), "early", std::runtime_error);
    CHECK_THROWS_WITH_AS((void)answer_to(app, method::get, "/at-once"), "at once", std::runtime_error);
}

TEST_CASE("adding throws std::invalid_argument for a pattern that does not parse, and for one that is there")
{
    router app;
    app.get("/{a}", says("a"));

    CHECK_THROWS_AS(app.get("b", says("b")), std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        app.get("/{b}", says("b")), "route 'GET /{b}': means the same as 'GET /{a}', which is there already",
        std::invalid_argument);
    CHECK(answer_to(app, method::get, "/x").body() == "a");
    CHECK_NOTHROW(app.get("/x", says("x")));
    CHECK(answer_to(app, method::get, "/x").body() == "x"); // the refused ones left no handler behind
}

TEST_CASE("adding throws std::invalid_argument for an empty handler")
{
    router app;

    response (*none)(request&) = nullptr;
    CHECK_THROWS_WITH_AS(app.get("/", none), "route 'GET /': the handler is empty", std::invalid_argument);
    CHECK_THROWS_AS(app.get("/", std::function<awaitable<response>(request&)>()), std::invalid_argument);
    CHECK_NOTHROW(app.get("/", says("now")));
}

TEST_SUITE_END();
