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

TEST_SUITE_BEGIN("middleware");

TEST_CASE("a request passes middlewares from the top down, those of its route last")
{
    std::string log;
    router app;
    app.use(marks(log, "a"), marks(log, "b"));
    app.use(marks(log, "c"));
    auto handler = [&](request&) -> awaitable<response> {
        log += "-";
        co_return text("x");
    };
    app.get("/", handler, route_options().use(marks(log, "d")).use(marks(log, "e")));
    CHECK(answer_to(app, method::get, "/").body() == "x");
    CHECK(log == "a(b(c(d(e(-)e)d)c)b)a");
}

TEST_CASE("the middlewares of a router stand around those of the routers that are mounted in it")
{
    std::string log;
    router inner;
    inner.use(marks(log, "in"));
    inner.get("/x", says("x"));
    router middle;
    middle.use(marks(log, "mid"));
    middle.mount("/m", inner);
    router app;
    app.use(marks(log, "out"));
    app.mount("/a", middle);
    app.get("/plain", says("plain"));

    CHECK(answer_to(app, method::get, "/a/m/x").body() == "x");
    CHECK(log == "out(mid(in()in)mid)out");
    log.clear();
    CHECK(answer_to(app, method::get, "/plain").body() == "plain");
    CHECK(log == "out()out");
    log.clear();
    CHECK(answer_to(inner, method::get, "/x").body() == "x");
    CHECK(log == "in()in");
}

TEST_CASE("what has no route passes the middlewares of the router that was mounted there, and those around it")
{
    std::string log;
    router inner;
    inner.use(marks(log, "in"));
    inner.get("/x", says("x"));
    router app;
    app.use(marks(log, "out"));
    app.mount("/a", inner);
    app.get("/dir/", says("dir"));

    struct row {
        const char* target;
        method with;
        status answer;
        const char* log;
    };
    for (const row& each :
         {row{"/b", method::get, status::not_found, "out("}, row{"/a/y", method::get, status::not_found, "out(in("},
          row{"/a/x", method::post, status::method_not_allowed, "out(in("},
          row{"/a/x", method::options, status::no_content, "out(in()in)out"},
          row{"/dir", method::get, status::temporary_redirect, "out()out"},
          row{"/a//x", method::get, status::temporary_redirect, "out(in()in)out"},
          row{"/a", method::get, status::not_found, "out("},
          row{"/", method::connect, status::not_implemented, "out("}}) {
        CAPTURE(each.target);
        log.clear();
        CHECK(answer_to(app, each.with, each.target).status() == each.answer);
        CHECK(log == each.log);
    }
    const router copy = app;
    router moved = app;
    moved = router(moved);
    for (const router* each : {&copy, static_cast<const router*>(&moved)}) {
        log.clear();
        CHECK(answer_to(*each, method::post, "/a/x").field("Allow") == "GET, HEAD, OPTIONS");
        CHECK(log == "out(in(");
    }
}

TEST_CASE("prefixes of mounted routers may overlap, and the longest one counts")
{
    std::string log;
    const auto inner = [&](const char* name) {
        router made;
        made.use(marks(log, name));
        made.get("/" + std::string(name), says("x"));
        return made;
    };
    router app;
    app.mount("/{tenant}/admin", inner("a")).mount("/shop/{area}", inner("b")).mount("/shop", inner("c"));
    app.mount("/shop", inner("d"));
    for (const auto& [target, expected] :
         {std::pair("/x/admin/y", "a("), {"/shop/admin/y", "a("}, {"/shop/x/y", "b("}, {"/shop/y", "c("}, {"/y", ""}}) {
        CAPTURE(std::string(target));
        log.clear();
        CHECK(answer_to(app, method::get, target).status() == status::not_found);
        CHECK(log == expected);
    }
}

TEST_CASE("a middleware changes an answer, answers itself, or throws")
{
    router app;
    app.use(sets("7"));
    app.use([](request& request, next_handler next) -> awaitable<response> {
        if (request.query("stop"))
            co_return text("stopped");
        if (request.query("throw"))
            throw http_error(status::forbidden, "not you");
        co_return co_await next(request);
    });
    app.get("/", says("x"));
    CHECK(answer_to(app, method::get, "/").field("X-Loop") == "7");
    CHECK(answer_to(app, method::get, "/?stop").body() == "stopped");
    CHECK(answer_to(app, method::get, "/?stop").field("X-Loop") == "7");
    CHECK(answer_to(app, method::get, "/?throw").status() == status::forbidden);
}

TEST_CASE("an exception passes middlewares as it is, and those may catch it")
{
    struct odd {};
    router app;
    app.use([](request& request, next_handler next) -> awaitable<response> {
        try {
            co_return co_await next(request);
        } catch (const http_error& error) {
            co_return text("caught " + error.detail(), error.status());
        }
    });
    app.get("/error", [](request&) -> awaitable<response> { throw http_error(status::conflict, "this"); });
    app.get("/plain", [](request&) -> response { throw http_error(status::conflict, "that"); });
    app.get("/odd", [](request&) -> awaitable<response> { throw odd(); });
    CHECK(answer_to(app, method::get, "/error").body() == "caught this");
    CHECK(answer_to(app, method::get, "/plain").body() == "caught that");
    CHECK(answer_to(app, method::get, "/none").body() == "caught ");
    CHECK(answer_to(app, method::get, "/none").status() == status::not_found);
    CHECK_THROWS_AS(static_cast<void>(answer_to(app, method::get, "/odd")), odd);
}

TEST_CASE("a router describes what each route passes")
{
    const unsigned line = std::source_location::current().line();
    router inner;
    inner.use(middleware(sets("1")).named("sets"));
    inner.get("/{$}", says("x"));
    router app;
    app.use(sets("2"));
    app.use(sets("3"));
    app.handle("/any", says("x"), route_options().use(sets("4")));
    app.mount("/admin", inner);
    const auto at = [&](unsigned more) { return "middleware_test.cpp:" + std::to_string(line + more); };
    CHECK(
        app.describe()
        == "/any: " + at(5) + " > " + at(6) + " > " + at(7) + " > handler at " + at(7) + "\n"
               + "GET /admin/{$}: " + at(5) + " > " + at(6) + " > sets > handler at " + at(3) + "\n");
}

TEST_CASE("a field for whichever answer goes to answers of handlers, to errors and to what has no route")
{
    router app;
    app.use([](request& request, next_handler next) {
        request.add_to_answer("X-A", "first");
        request.add_to_answer("x-a", "1");
        request.add_to_answer("X-Own", "general");
        request.add_to_answer("Vary", "Origin");
        request.add_to_answer("Vary", "Cookie");
        return next(request);
    });
    app.get("/{$}", [](request&) { return text("x").set("x-own", "own").set("Vary", "Accept"); });
    app.get("/error", [](request&) -> response { throw http_error(status::conflict, "this").set("X-Own", "own"); });
    for (const std::string target : {"/", "/error", "/none"}) {
        CAPTURE(target);
        const response answer = answer_to(app, method::get, target);
        CHECK(answer.field("X-A") == "1");
        CHECK(std::string(answer.field("X-Own").value_or("")) == (target == "/none" ? "general"s : "own"s));
        const std::string lines(answer.field_lines());
        CHECK(lines.find("first") == std::string::npos);
        CHECK(lines.find("Vary: Origin\r\nVary: Cookie\r\n") != std::string::npos);
    }
    CHECK(answer_to(app, method::get, "/").field_lines().starts_with("x-own: own\r\nVary: Accept\r\nx-a: 1\r\n"));
    request made(method::get, "/");
    CHECK_THROWS_AS(made.add_to_answer("Date", "x"), std::invalid_argument);
    CHECK_THROWS_AS(made.add_to_answer("X", "a\nb"), std::invalid_argument);
}

TEST_CASE("a router that is another one's handler gives its fields once")
{
    router inner;
    inner.use([](request& request, next_handler next) {
        request.add_to_answer("Set-Cookie", "a=1");
        return next(request);
    });
    inner.get("/", says("x"));
    router app;
    app.handle("/", inner);
    const response answer = answer_to(app, method::get, "/");
    CHECK(answer.field_lines() == "Set-Cookie: a=1\r\n");
}

TEST_CASE("a path that is not clean passes the middlewares of what it leads to")
{
    std::string log;
    router inner;
    inner.use(marks(log, "in"));
    inner.get("/x", says("x"));
    router app;
    app.mount("/a", inner);
    for (const auto& [target, with] :
         {std::pair("//a/x", method::get),
          {"//a/y", method::get},
          {"/a/./x", method::post},
          {"/b/../a//y", method::options}}) {
        CAPTURE(std::string(target));
        log.clear();
        static_cast<void>(answer_to(app, with, target));
        CHECK(log.starts_with("in("));
    }
}
