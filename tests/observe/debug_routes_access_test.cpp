#include "observe/debug_routes_access.hpp"

#include <doctest/doctest.h>
#include <support/debug_routes.hpp>

#include <stdexcept>
#include <string>

using namespace debug_routes_test;

TEST_SUITE_BEGIN("debug routes, access");

TEST_CASE("/debug/ answers peers on this machine alone")
{
    const router app = debug_app(debug_options());
    for (const char* near : {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"}) {
        CAPTURE(near);
        CHECK(status_for(app, *peer_address::parse(near)) == ok);
    }
    CHECK(status_for(app, peer_address::unix_socket()) == ok);
    for (const char* far :
         {"192.0.2.7", "128.0.0.1", "126.255.255.255", "0.0.0.0", "::", "::2", "fe80::1", "1::1", "::ffff:192.0.2.7",
          "::127.0.0.1", "10.0.0.1"}) {
        CAPTURE(far);
        CHECK(status_for(app, *peer_address::parse(far)) == forbidden);
    }
    CHECK(status_for(app, peer_address()) == forbidden);
}

TEST_CASE("a refusal is one line that says why and what to do")
{
    const response got = answer_to(debug_app(debug_options()), elsewhere);

    CHECK(
        got.body()
        == "/debug/ is closed here: it answers this machine alone, and the request comes from another. Ask on the "
           "machine "
           "itself (ssh -L), or with the token of debug_options, as 'Authorization: Bearer TOKEN' or ?token=TOKEN.\n");
    CHECK(got.field("Content-Type") == "text/plain; charset=utf-8");
    CHECK(got.field("X-Go-Pprof") == "1"); // without this, go tool pprof does not show the line
}

TEST_CASE("the rule holds for every path below /debug/, known or not, and for every method")
{
    const router app = debug_app(debug_options().token("secret"));
    for (const char* path :
         {"/debug", "/debug/", "/debug/pprof", "/debug/pprof/", "/debug/pprof/profile",
          "/debug/pprof/profile?seconds=x", "/debug/pprof/heap", "/debug/pprof/allocs", "/debug/pprof/block",
          "/debug/pprof/mutex", "/debug/pprof/tasks", "/debug/pprof/tasks?debug=2", "/debug/pprof/cmdline",
          "/debug/pprof/nothing", "/debug/nothing/at/all", "/%64ebug/", "/debug/%70prof/cmdline"})
        for (const method how :
             {method::get, method::head, method::post, method::put, method::patch, method::delete_, method::options,
              method::trace}) {
            if (!std::string_view(path).starts_with("/debug/") && how != method::get && how != method::head)
                continue; // the router itself answers that this cannot be
            CAPTURE(path);
            CAPTURE(to_string(how));
            const response got = answer_to(app, elsewhere, {{"Host", "localhost"}}, how, path);
            CHECK(got.status() == forbidden);
            CHECK(got.field("Cache-Control") == "no-store");
            CHECK(got.field("X-Content-Type-Options") == "nosniff");
        }
}

TEST_CASE("a request that a proxy may have sent on is refused")
{
    const router app = debug_app(debug_options());
    for (const char* name :
         {"Forwarded",
          "forwarded",
          "X-Forwarded-For",
          "x-forwarded-for",
          "X-FORWARDED-PROTO",
          "X-Forwarded-Host",
          "X-Forwarded",
          "X-Forwarded-Anything",
          "X-Forwarded-Client-Cert",
          "X-Real-IP",
          "Via",
          "CF-Connecting-IP",
          "CF-Ray",
          "True-Client-IP",
          "X-Client-IP",
          "X-Cluster-Client-IP",
          "X-Envoy-External-Address",
          "Fastly-Client-IP",
          "Fly-Client-IP",
          "CDN-Loop",
          "X-Original-Host"}) {
        CAPTURE(name);
        for (const char* value : {"127.0.0.1", "", "unknown"})
            CHECK(status_for(app, home, {{"Host", "localhost"}, {name, value}}) == forbidden);
        CHECK(status_for(app, peer_address::unix_socket(), {{name, "::1"}, {"Host", "localhost"}}) == forbidden);
    }
}

TEST_CASE("a Host that is no name of this machine is refused, as that of a web page may be")
{
    const router app = debug_app(debug_options());
    for (const char* host :
         {"localhost", "LOCALHOST", "localhost:7070", "localhost:", "plait.localhost", "a.b.localhost:80", "127.0.0.1",
          "127.0.0.1:7070", "127.1.2.3:1", "[::1]", "[::1]:7070", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]:7070"}) {
        CAPTURE(host);
        CHECK(plait::detail::is_loopback_host(host));
        CHECK(status_for(app, home, {{"Host", host}}) == ok);
    }
    for (const char* host :
         {"",
          ":7070",
          "example.com",
          "example.com:7070",
          "localhost.",
          "localhost.example.com",
          "localhost.example.com:80",
          "example.localhost.com",
          "xlocalhost",
          "notlocalhost:80",
          "localhost.localdomain",
          "127.0.0.1.nip.io",
          "127.0.0.1.example.com:80",
          "127.evil.com",
          "127.1",
          "127.0.0.1.",
          "0127.0.0.1",
          "0x7f.0.0.1",
          "2130706433",
          "0",
          "0.0.0.0",
          "128.0.0.1",
          "192.0.2.7",
          "[::]",
          "[::2]",
          "[::1",
          "[::1]x",
          "::1",
          "[::ffff:192.0.2.7]",
          "localhos%74",
          "user@localhost",
          "evil.com@localhost",
          "localhost@evil.com",
          "localhost, evil.com",
          "localhost evil.com",
          "evil.com:localhost"}) {
        CAPTURE(host);
        CHECK_FALSE(plait::detail::is_loopback_host(host));
        CHECK(status_for(app, home, {{"Host", host}}) == forbidden);
    }
    CHECK(status_for(app, home, {}) == forbidden);
    CHECK(status_for(app, home, {{"Host", "localhost"}, {"Host", "localhost"}}) == forbidden);
    CHECK(status_for(app, home, {{"Host", "localhost"}, {"host", "example.com"}}) == forbidden);
}

TEST_CASE("a request of a browser for another site's page is refused, and one for its own page is not")
{
    const router app = debug_app(debug_options());
    for (const char* from : {"none", "same-origin"})
        CHECK(status_for(app, home, {{"Host", "localhost"}, {"Sec-Fetch-Site", from}}) == ok);
    for (const char* from : {"cross-site", "same-site", "", "None", "none, cross-site"}) {
        CAPTURE(from);
        CHECK(status_for(app, home, {{"Host", "localhost"}, {"Sec-Fetch-Site", from}}) == forbidden);
    }
    for (const char* origin : {"http://localhost:7070", "https://localhost:7070", "HTTP://LocalHost:7070"})
        CHECK(status_for(app, home, {{"Host", "localhost:7070"}, {"Origin", origin}}) == ok);
    for (const char* origin :
         {"null", "", "http://localhost", "http://localhost:7071", "http://localhost:70701", "http://example.com",
          "localhost:7070", "file://localhost:7070", "http://127.0.0.1:7070"}) {
        CAPTURE(origin);
        CHECK(status_for(app, home, {{"Host", "localhost:7070"}, {"Origin", origin}}) == forbidden);
    }
}

TEST_SUITE_END();
