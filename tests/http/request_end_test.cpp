#include <plait/http/request_end.hpp>

#include <doctest/doctest.h>
#include <support/ended_requests.hpp>

#include <string>

using namespace http_test;

TEST_SUITE_BEGIN("request_end");

TEST_CASE("each request that is answered or refused has one end, and so has one whose time is over")
{
    const std::string half = "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 6\r\n\r\nabc";
    const request_end_row rows[] = {
        {"nothing is sent", sends(""), {}},
        {"only empty lines are sent", sends("\r\n\r\n"), {}},
        {"a handler answers at once", sends(get("/")), {"GET / by /{$}: 200 answered after 0 ms"}},
        {"a handler answers later", sends(get("/slow?a=b")), {"GET /slow?a=b by /slow: 200 answered after 2000 ms"}},
        {"the answer has no body",
         sends("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n" + get("/nothing")),
         {"HEAD / by /{$}: 200 answered after 0 ms", "GET /nothing by /nothing: 204 answered after 0 ms"}},
        {"the request has a body",
         sends(post("/echo", "abc") + post_chunks("/echo", "3\r\nabc\r\n0\r\n\r\n")),
         {"POST /echo by /echo: 200 answered after 0 ms", "POST /echo by /echo: 200 answered after 0 ms"}},
        {"requests come together",
         sends(get("/slow") + "\r\n" + get("/") + get("/large") + get("/?last", "Connection: close\r\n") + get("/")),
         {"GET /slow by /slow: 200 answered after 2000 ms", "GET / by /{$}: 200 answered after 0 ms",
          "GET /large by /large: 200 answered after 0 ms", "GET /?last by /{$}: 200 answered after 0 ms"}},
        {"the client waits for 100 Continue",
         sends(put("/reads", "Content-Length: 3\r\nExpect: 100-continue\r\n", "")),
         {"PUT /reads by /reads: 408 answered after 30000 ms"}},
        {"HTTP/1.0", sends("GET / HTTP/1.0\r\n\r\n"), {"GET / by /{$}: 200 answered after 0 ms"}},
        {"a handler throws", sends(get("/throws")), {"GET /throws by /throws: 500 failed after 0 ms"}},
        {"and the next does not",
         sends(get("/throws") + get("/")),
         {"GET /throws by /throws: 500 failed after 0 ms", "GET / by /{$}: 200 answered after 0 ms"}},
        {"a handler throws an error of HTTP",
         sends(get("/users/7") + get("/unavailable")),
         {"GET /users/7 by /users/{id}: 409 answered after 0 ms",
          "GET /unavailable by /unavailable: 503 answered after 0 ms"}},
        {"a handler answers with a wrong status",
         sends(get("/wrong")),
         {"GET /wrong by /wrong: 500 failed after 0 ms"}},

        {"there is no route", sends(get("/nowhere")), {"GET /nowhere by : 404 refused after 0 ms"}},
        {"the route has another method", sends(post("/slow", "abc")), {"POST /slow by : 405 refused after 0 ms"}},
        {"there is no route, and the client waits to send its body",
         sends(put("/nowhere", "Content-Length: 3\r\nExpect: 100-continue\r\n", "")),
         {"PUT /nowhere by : 404 refused after 0 ms"}},
        {"HTTP has no such method", sends("BREW / HTTP/1.1\r\nHost: test\r\n\r\n"), {" / by : 501 refused after 0 ms"}},
        {"the head is wrong", sends("nonsense\r\n\r\n"), {"  by : 400 refused after 0 ms"}},
        {"the head is wrong, behind a good request",
         sends(get("/") + "nonsense\r\n\r\n"),
         {"GET / by /{$}: 200 answered after 0 ms", "  by : 400 refused after 0 ms"}},
        {"there are too many empty lines", sends(repeated("\r\n", 40)), {"  by : 400 refused after 0 ms"}},
        {"the head is too long",
         sends(get("/", "a: " + large_text(20'000) + "\r\n")),
         {"GET  by : 431 refused after 0 ms"}},
        {"the target is too long", sends(get("/" + std::string(9000, 'x'))), {"GET  by : 414 refused after 0 ms"}},
        {"the version is a later one",
         sends("GET / HTTP/2.0\r\nHost: test\r\n\r\n"),
         {"GET  by : 505 refused after 0 ms"}},
        {"the expectation is unknown", sends(get("/", "Expect: miracles\r\n")), {"GET  by : 417 refused after 0 ms"}},
        {"the head does not come", sends("GET / HT"), {"GET  by : 408 refused after 10000 ms"}},
        {"the head does not come, after an empty line and a request",
         sends("\r\n" + get("/slow") + "\r\nGET"),
         {"GET /slow by /slow: 200 answered after 2000 ms", "  by : 408 refused after 10000 ms"}},
        {"the body is too large",
         sends(post("/echo", large_text(2'000'000))),
         {"POST /echo by /echo: 413 refused after 0 ms"}},
        {"a chunk is too large",
         sends(post_chunks("/echo", "fffffff\r\n")),
         {"POST /echo by /echo: 413 refused after 0 ms"}},
        {"a chunk is wrong", sends(post_chunks("/echo", "x\r\n")), {"POST /echo by /echo: 400 refused after 0 ms"}},
        {"the body does not come", sends(half), {"POST /echo by /echo: 408 refused after 30000 ms"}},

        {"the handler has no time left",
         sends(get("/hour")),
         {"GET /hour by /hour: 503 handler_timeout after 5000 ms"}},
        {"and there is a request behind",
         sends(get("/hour") + get("/")),
         {"GET /hour by /hour: 503 handler_timeout after 5000 ms"}},
        {"and the handler does not hear of that",
         leaves(get("/ignores"), 2min),
         {"GET /ignores by /ignores: 503 handler_timeout after 6000 ms"}},

        {"a handler reads the body",
         sends(
             put("/reads", "Content-Length: 3\r\n", "abc")
             + put("/reads", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n")),
         {"PUT /reads by /reads: 200 answered after 0 ms", "PUT /reads by /reads: 200 answered after 0 ms"}},
        {"a handler does not read the body",
         sends(put("/reads/none", "Content-Length: 9\r\n", "abc")),
         {"PUT /reads/none by /reads/none: 200 answered after 0 ms"}},
        {"a handler reads a body that does not come",
         sends(put("/reads", "Content-Length: 9\r\n", "abc")),
         {"PUT /reads by /reads: 408 answered after 30000 ms"}},

        {"a stream", sends(get("/stream")), {"GET /stream by /stream: 200 answered after 3000 ms"}},
        {"requests behind a stream",
         sends(get("/stream") + get("/slow")),
         {"GET /stream by /stream: 200 answered after 3000 ms", "GET /slow by /slow: 200 answered after 2000 ms"}},
        {"the head of a stream",
         sends("HEAD /stream HTTP/1.1\r\nHost: test\r\n\r\n"),
         {"HEAD /stream by /stream: 200 answered after 0 ms"}},
        {"a stream that throws",
         sends(get("/stream/throws")),
         {"GET /stream/throws by /stream/throws: 200 failed after 1000 ms"}},
        {"a stream that throws while the client does not read",
         leaves(get("/stream/throws"), 2min, 10),
         {"GET /stream/throws by /stream/throws: 200 failed after 30000 ms"}},
        {"a stream that throws at once, and a client that reads slowly",
         leaves(get("/stream/throws/at/once"), 2min, 10),
         {"GET /stream/throws/at/once by /stream/throws/at/once: 200 failed after 30000 ms"}},
        {"a stream beyond its time",
         sends(get("/stream/limited")),
         {"GET /stream/limited by /stream/limited: 200 stream_timeout after 10000 ms"}},
        {"a stream that ignores its time",
         sends(get("/stream/ignores")),
         {"GET /stream/ignores by /stream/ignores: 200 stream_timeout after 11000 ms"}},
        {"a stream beyond its time that the client does not read",
         leaves(get("/stream/floods"), 2min),
         {"GET /stream/floods by /stream/floods: 200 stream_timeout after 10000 ms"}},
        {"another protocol", leaves(get("/now") + "abc", 1min), {"GET /now by /now: 101 upgraded after 0 ms"}},
        {"a tunnel",
         leaves(get("/slow") + get("/tunnel") + get("/"), 1min),
         {"GET /slow by /slow: 200 answered after 2000 ms", "GET /tunnel by /tunnel: 200 upgraded after 0 ms"}},

    };
    for (const request_end_row& each : rows)
        check_row(each);
}

TEST_SUITE_END();
