#include <plait/http/middleware.hpp>

#include <plait/http/body_reader.hpp>
#include <plait/http/http_error.hpp>
#include <plait/http/router.hpp>

#include <doctest/doctest.h>
#include <support/middlewares.hpp>
#include <support/routers.hpp>

#include <functional>
#include <memory>
#include <source_location>
#include <stdexcept>
#include <string>
#include <utility>

using namespace middleware_test;
using namespace std::string_literals;
using plait::awaitable;

TEST_SUITE_BEGIN("middleware, misuse");

TEST_CASE("one that calls the next handler twice is told so")
{
    router app;
    app.use([](request& request, next_handler next) -> awaitable<response> {
        const response first = co_await next(request);
        co_return co_await next(request);
    });
    app.get("/", says("x"));
    CHECK(
        message_of([&] { static_cast<void>(answer_to(app, method::get, "/")); })
        == "http: a middleware called its next_handler a second time");
}

TEST_CASE("a middleware behind a route, or before none, is an error that names it")
{
    const unsigned line = std::source_location::current().line();
    router app;
    app.get("/a", says("a"));
    const std::string use = "middleware_misuse_test.cpp:" + std::to_string(line + 4);
    const std::string late = message_of([&] { app.use(sets("x")); });
    CHECK(
        late
        == "router: the middleware " + use
               + " would not stand before the route GET /a of middleware_misuse_test.cpp:" + std::to_string(line + 2)
               + ", which was added earlier: write use() above all routes, or mount this router in one "
                 "that has it");
    router none;
    none.use(middleware(sets("x")).named("sets"));
    const std::string before_none =
        "router: the middleware sets of middleware_misuse_test.cpp:" + std::to_string(line + 12)
        + " stands before no route, so it would never be called";
    CHECK(message_of([&] { none.check(); }) == before_none);
    CHECK(message_of([&] { app.mount("/b", none); }) == before_none);
    using function = awaitable<response> (*)(request&, next_handler);
    CHECK(message_of([&] {
              router().use(function());
          }).starts_with("http: the middleware of middleware_misuse_test.cpp:"));
}

TEST_CASE("a middleware takes what comes next by value, as a coroutine would keep a reference for too long")
{
    const auto by_any = [](request& request, auto&& next) -> awaitable<response> { return next(request); };
    const auto by_reference = [](request& request, next_handler&& next) -> awaitable<response> {
        return next(request);
    };
    const auto by_value = [](request& request, auto next) -> awaitable<response> { return next(request); };
    CHECK_FALSE(detail::is_middleware<decltype(by_any)>);
    CHECK_FALSE(detail::is_middleware<decltype(by_reference)>);
    CHECK(detail::is_middleware<decltype(by_value)>);
    CHECK(detail::is_middleware<std::function<awaitable<response>(request&, next_handler)>>);
    router().use(by_value);
}

TEST_CASE("a request is handed on as it is, and by a middleware that is still there")
{
    router app;
    app.use([](request& given, next_handler next) -> awaitable<response> {
        if (given.path() != "/old")
            co_return co_await next(given);
        request other(method::get, "/new");
        co_return co_await next(other);
    });
    app.get("/new", says("new"));
    CHECK(answer_to(app, method::get, "/new").body() == "new");
    CHECK(
        message_of([&] { static_cast<void>(answer_to(app, method::get, "/old")); })
        == "http: a middleware called its next_handler with another request");

    middleware guard = middleware(sets("x")).named("guard");
    const middleware taken = std::move(guard);
    const std::string moved = "http: the middleware guard was moved away before it is used here";
    CHECK(message_of([&] { router().use(guard); }) == moved);
    CHECK(message_of([&] { static_cast<void>(route_options().use(guard)); }) == moved);
}
