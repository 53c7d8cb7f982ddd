// What `compress` leaves as it is.
#include <plait/http/compress.hpp>

#include <plait/config.hpp>
#include <plait/http/http_error.hpp>

#include <doctest/doctest.h>
#include <support/compressed.hpp>

#include <initializer_list>
#include <string>
#include <utility>

#if PLAIT_HAS_ZLIB

using namespace http_test;

TEST_SUITE_BEGIN("compress: refused");

TEST_CASE("an answer that says that it stays as it is does")
{
    for (const auto& [name, value] : std::initializer_list<field>{
             {"Set-Cookie", "a=b"},
             {"Content-Encoding", "br"},
             {"Content-Range", "bytes 0-1/2"},
             {"Cache-Control", "private, No-Transform"},
             {"Repr-Digest", "sha-256=:x:"}}) {
        CAPTURE(std::string(name));
        const response answer = asked(giving(typed("text/css").set(name, value)));
        CHECK(answer.body() == large_text(2000));
        CHECK(!answer.field("Vary"));
    }
    CHECK(!is_compressed(asked(giving(typed("text/css").status(status::partial_content)))));
    CHECK(!is_compressed(asked(giving(typed("text/css").status(status::no_content)))));
    CHECK(is_compressed(asked(giving(typed("text/css").set("Cache-Control", "no-store")))));
    CHECK(is_compressed(asked(giving(typed("text/html").status(status::not_found)))));
}

TEST_CASE("a type with a star would be no answer's, and is refused")
{
    CHECK_THROWS_AS(compress_options().type("application/*"), std::invalid_argument);
}

TEST_CASE("an answer to which a middleware adds a cookie is not compressed")
{
    router app;
    app.use(compress());
    app.use([](request& request, next_handler next) -> awaitable<response> {
        request.add_to_answer("Set-Cookie", "a=b");
        return next(request);
    });
    app.get("/{$}", [](request&) { return typed("text/html"); });
    CHECK(!is_compressed(asked(app)));
}

TEST_CASE("an answer is not compressed if another site has made the browser ask with the user's cookies")
{
    struct row {
        const char* site;
        const char* credentials;
        bool compressed;
    };
    for (const row& r : {
             row{"cross-site", "Cookie", false},
             row{"same-site", "Cookie", false},
             row{"cross-site", "Authorization", false},
             row{"cross-site", "X-None", true},
             row{"same-origin", "Cookie", true},
             row{"none", "Cookie", true},
         }) {
        CAPTURE(r.site);
        CAPTURE(r.credentials);
        const auto ask = [&](compress_options options) {
            return called(
                giving(typed("text/html"), std::move(options)),
                {{"Accept-Encoding", "gzip"}, {"Sec-Fetch-Site", r.site}, {r.credentials, "a=b"}});
        };
        CHECK(is_compressed(ask({})) == r.compressed);
        CHECK(ask({}).field("Vary") == "Accept-Encoding");
        CHECK(is_compressed(ask(compress_options().cross_site())));
    }
    CHECK(is_compressed(called(giving(typed("text/html")), {{"Accept-Encoding", "gzip"}, {"Cookie", "a=b"}})));
}

TEST_CASE("a route does without compression, wherever the middleware that says so stands")
{
    const auto show = [](request& request) -> awaitable<response> {
        response answer = typed("text/html");
        if (request.field("X-Store"))
            answer.set("Cache-Control", "no-store");
        co_return answer;
    };
    router behind;
    behind.use(compress());
    behind.get("/{$}", show, route_options().use(no_compression()));
    router ahead;
    ahead.use(no_compression());
    ahead.get("/{$}", show, route_options().use(compress()));
    for (const router& app : {behind, ahead}) {
        const response answer = asked(app);
        CHECK(!is_compressed(answer));
        CHECK(answer.field("Cache-Control") == "no-transform");
        const response stored = called(app, {{"Accept-Encoding", "gzip"}, {"X-Store", "1"}});
        CHECK(!is_compressed(stored));
        CHECK(stored.field("Cache-Control") == "no-store, no-transform");
    }
}

TEST_CASE("no_compression keeps what others have added to Cache-Control, and holds for errors")
{
    router app;
    app.use([](request& request, next_handler next) -> awaitable<response> {
        request.add_to_answer("Cache-Control", "private");
        return next(request);
    });
    app.use(no_compression());
    app.get("/{$}", [](request& request) -> awaitable<response> {
        if (request.field("X-Fails"))
            throw http_error(status::conflict);
        co_return text("hello");
    });
    CHECK(called(app, {}).field("Cache-Control") == "private, no-transform");
    CHECK(called(app, {{"X-Fails", "1"}}).field("Cache-Control") == "private, no-transform");
}

TEST_SUITE_END();

#endif
