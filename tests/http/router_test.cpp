#include <plait/http/router.hpp>

#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

using namespace plait::http;
using namespace std::chrono_literals;
using plait::awaitable;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

awaitable<response> show_user(request& asked)
{
    co_return text("user " + std::to_string(asked.parameter<std::int64_t>("id")));
}

/// A handler that answers a text.
auto says(const char* what)
{
    return [what](request&) -> awaitable<response> { co_return text(what); };
}

/// What the router answers, without a socket.
response answer_to(const router& app, method asked_with, std::string_view target)
{
    return run_virtual([&](virtual_clock&) -> awaitable<response> {
        request asked(asked_with, target);
        co_return co_await app(asked);
    });
}

} // namespace

TEST_SUITE_BEGIN("router");

TEST_CASE("a router is a value: build it in a function, copy it, call it")
{
    auto build = [] {
        router app;
        app.get("/", says("first")).get("/users/{id:int}", show_user);
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

TEST_CASE("a handler is a coroutine, or any callable that returns one")
{
    struct greeter {
        std::string name;
        awaitable<response> operator()(request&) { co_return text("hello, " + name); }
    };
    router app;
    app.get("/users/{id:int}", show_user);
    app.get("/object", greeter{"object"});
    app.get("/wrapped/{id:int}", [](request& asked) { return show_user(asked); });

    CHECK(answer_to(app, method::get, "/users/7").body() == "user 7");
    CHECK(answer_to(app, method::get, "/object").body() == "hello, object");
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
        request asked(method::get, "/slow");
        const response answer = co_await app(asked);

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
        CHECK(answer.body() == "404 Not Found\n");
    }
    CHECK(answer_to(router(), method::get, "/").status() == status::not_found);
}

TEST_CASE("405 with Allow if a pattern matches, but for other methods")
{
    router app;
    app.get("/a", says("get")).post("/a", says("post")).delete_("/b", says("delete"));

    const response answer = answer_to(app, method::put, "/a");
    CHECK(answer.status() == status::method_not_allowed);
    CHECK(answer.field("Allow") == "GET, HEAD, POST");
    CHECK(answer_to(app, method::head, "/b").field("Allow") == "DELETE");
}

TEST_CASE("501 for a method that HTTP does not know")
{
    router app;
    app.get("/", says("get"));

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
        app.get("/{b}", says("b")), "route '/{b}': means the same as '/{a}', which is there already for GET",
        std::invalid_argument);
    CHECK(answer_to(app, method::get, "/x").body() == "a");
    CHECK_NOTHROW(app.get("/x", says("x")));
    CHECK(answer_to(app, method::get, "/x").body() == "x"); // the refused ones left no handler behind
}

TEST_CASE("adding throws std::invalid_argument for an empty handler")
{
    router app;

    CHECK_THROWS_WITH_AS(app.get("/", handler()), "route '/': the handler is empty", std::invalid_argument);
    CHECK_NOTHROW(app.get("/", says("now")));
}

TEST_SUITE_END();
