#include <doctest/doctest.h>
#include <support/debug_routes.hpp>

#include <stdexcept>
#include <string>

using namespace debug_routes_test;

TEST_SUITE_BEGIN("debug routes, the token");

TEST_CASE("the token opens all of it, from everywhere and through every proxy")
{
    const router app = debug_app(debug_options().token("secret-1._~"));
    for (const char* value : {"Bearer secret-1._~", "bearer secret-1._~", "BEARER   secret-1._~"}) {
        CAPTURE(value);
        CHECK(status_for(app, elsewhere, {{"Authorization", value}, {"X-Forwarded-For", "192.0.2.7"}}) == ok);
        CHECK(
            status_for(app, home, {{"Host", "example.com"}, {"Authorization", value}, {"Sec-Fetch-Site", "cross-site"}})
            == ok);
    }
    for (const char* target : {"/debug/?token=secret-1._~", "/debug/?a=b&token=secret-1._%7E"})
        CHECK(status_for(app, elsewhere, {}, method::get, target) == ok);
    CHECK(status_for(app, elsewhere, {}, method::get, "/debug/pprof/nothing?token=secret-1._~") == status::not_found);
    CHECK(status_for(app, home) == ok); // this machine needs none
}

TEST_CASE("any other token opens nothing")
{
    const router app = debug_app(debug_options().token("secret"));
    for (const char* value :
         {"", "Bearer", "Bearer ", "Bearer secre", "Bearer secrets", "Bearer secretsecret", "Bearer Secret", "secret",
          "Basic secret", "Basic OnNlY3JldA==", "Bearer\tsecret", "Bearersecret", "Bearer secret, Bearer secret",
          "Digest secret"}) {
        CAPTURE(value);
        CHECK(status_for(app, elsewhere, {{"Host", "localhost"}, {"Authorization", value}}) == forbidden);
    }
    for (const char* target :
         {"/debug/?token", "/debug/?token=", "/debug/?token=Secret", "/debug/?token=secretx",
          "/debug/?token=x&token=secret", "/debug/?Token=secret", "/debug/?secret", "/debug/?%00token=secret",
          "/debug/?token=secret%00"}) {
        CAPTURE(target);
        CHECK(status_for(app, elsewhere, {}, method::get, target) == forbidden);
    }
}

TEST_CASE("without a token, an empty one opens nothing")
{
    const router app = debug_app(debug_options());
    CHECK(status_for(app, elsewhere, {{"Authorization", "Bearer "}}) == forbidden);
    CHECK(status_for(app, elsewhere, {{"Authorization", "Bearer"}}) == forbidden);
    CHECK(status_for(app, elsewhere, {}, method::get, "/debug/?token=") == forbidden);
    CHECK(status_for(app, elsewhere, {}, method::get, "/debug/?token") == forbidden);
}

TEST_CASE("an empty token, and one that does not fit into a URL, is refused when it is set")
{
    CHECK_THROWS_WITH_AS(
        debug_options().token(""), "the token of debug_options is empty; leave it away if there shall be none",
        std::invalid_argument);
    for (const char* bad : {" ", "a b", "a&b", "a+b", "a/b", "a=", "a%41", "\xc3\xa4", "a\n"}) {
        CAPTURE(bad);
        CHECK_THROWS_WITH_AS(
            debug_options().token(bad),
            "the token of debug_options may have letters, digits, '-', '.', '_' and '~' alone: try openssl rand -hex "
            "16",
            std::invalid_argument);
    }
}

TEST_SUITE_END();
