#include <doctest/doctest.h>
#include <support/debug_routes.hpp>

#include <stdexcept>
#include <string>

using namespace debug_routes_test;

TEST_SUITE_BEGIN("debug routes, ways around the access rule");

TEST_CASE("a proxy that the server trusts is answered with the token alone, on this machine, too")
{
    const std::string get = "GET /debug/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    CHECK(status_of_bytes(get, "127.0.0.1", {"127.0.0.1"}) == 403);
    CHECK(status_of_bytes(get, "127.0.0.1", {"127.0.0.0/8"}) == 403);
    CHECK(status_of_bytes(get, "127.0.0.1", {"::1", "unix"}) == 200);
}

TEST_CASE("what the peer is decides, and not for whom it says it asks, even if it is a trusted proxy")
{
    const std::string get = "GET /debug/ HTTP/1.1\r\nHost: localhost\r\n";
    CHECK(status_of_bytes(get + "\r\n") == 200);
    CHECK(status_of_bytes(get + "\r\n", "192.0.2.7") == 403);
    CHECK(status_of_bytes(get + "X-Forwarded-For: 127.0.0.1\r\n\r\n", "192.0.2.7") == 403);
    CHECK(status_of_bytes(get + "X-Forwarded-For: 127.0.0.1\r\n\r\n") == 403);
}

TEST_CASE("nobody gets around the rule by the form of the request")
{
    struct row {
        std::string line; // and what follows it
        int status;
    };
    const std::string good = "Host: localhost\r\n\r\n";
    for (const row& r : {
             row{"GET /debug/ HTTP/1.1\r\n" + good, 200},
             row{"GET /debug/ HTTP/1.1\r\nHOST:localhost\r\n\r\n", 200},
             row{"GET /debug/ HTTP/1.0\r\n" + good, 403}, // so older nginx asks by default
             row{"GET /debug/ HTTP/1.0\r\n\r\n", 403},
             row{"GET /debug/ HTTP/1.0\r\nHost:\r\n\r\n", 400},
             row{"GET /debug/ HTTP/1.1\r\nHost:\r\n\r\n", 400},
             row{"GET /debug/ HTTP/1.1\r\nHost: localhost\r\n" + good, 400},
             row{"GET /debug/ HTTP/1.1\r\nHost: example.com\r\n" + good, 400},
             row{"GET /debug/ HTTP/1.1\r\nHost: localhost, example.com\r\n\r\n", 400},
             row{"GET /debug/ HTTP/1.1\r\nHost : localhost\r\n\r\n", 400},
             row{"GET http://localhost/debug/ HTTP/1.1\r\nHost: example.com\r\n\r\n", 403},
             row{"GET http://localhost/debug/ HTTP/1.1\r\n" + good, 403},
             row{"GET HTTP://localhost:7070/debug/ HTTP/1.1\r\n" + good, 403},
             row{"GET https://localhost/debug/ HTTP/1.1\r\n" + good, 421}, // of no trusted proxy
             row{"GET http://user@localhost/debug/ HTTP/1.1\r\n" + good, 400},
             row{"GET /debug/ HTTP/1.1\r\nhost: localhost.\r\n\r\n", 403},
             row{"GET /debug/ HTTP/1.1\r\nHost: localhost:99999\r\n\r\n", 400},
             row{"GET /debug/ HTTP/1.1\r\nHost: localhost:80:80\r\n\r\n", 400},
             row{"GET /debug/ HTTP/1.1\r\nHost: [::1%25lo]\r\n\r\n", 400},
             row{"GET /debug/ HTTP/1.1\r\nHost: localhos%74\r\n\r\n", 403},
             row{"GET /debug/ HTTP/1.1\r\nHost: example.com\r\nX: a\r\n Host: localhost\r\n\r\n", 400},
             row{"GET /debug/ HTTP/1.1\r\nX-Forwarded-For : 1\r\n" + good, 400},
             row{"GET /debug/ HTTP/1.1\r\nx-FORWARDED-for:\r\n" + good, 403},
             row{"GET /debug/ HTTP/1.1\r\nVIA:1.1 a\r\n" + good, 403},
         }) {
        CAPTURE(r.line);
        CHECK(status_of_bytes(r.line) == r.status);
    }
}

TEST_CASE("nobody gets around the rule by the form of the path: it leads to a clean path, or to nothing")
{
    for (const char* path :
         {"//debug/",
          "/debug//",
          "/./debug/",
          "/x/../debug/",
          "/debug/./pprof/cmdline",
          "/%2e/debug/",
          "/debug%2f",
          "/debug%2Fpprof/cmdline",
          "/debug\\",
          "/debug/pprof%2fcmdline",
          "/DEBUG/",
          "/debug;/",
          "/debug/..;/debug/",
          "/%64ebug/pprof/cmdline",
          "/debug/%63mdline",
          "/debug/?",
          "/debug/pprof/cmdline/",
          "/debug.",
          "/debug%00/",
          "/debug/pprof/cmdline?token=",
          "*"}) {
        CAPTURE(path);
        const int got = status_of_bytes("GET " + std::string(path) + " HTTP/1.1\r\nHost: example.com\r\n\r\n");
        CHECK((got == 403 || got == 307 || got == 404 || got == 400));
    }
}

TEST_SUITE_END();
