#include "http/parse/request_parser.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace plait::http;
using detail::request_parser;
using progress = request_parser::progress;
using namespace std::string_view_literals;

namespace {

const detail::parse_limits few{.body = 1024};

/// A request and what its parser made of these bytes, which end where their memory ends.
struct parsed_head {
    std::vector<char> bytes;
    plait::http::request request{method::get, "/before", "before", {{"Before", "1"}}};
    detail::known_authority host;
    std::optional<request_parser> parser;
    progress made;

    explicit parsed_head(std::string_view text, const detail::parse_limits& limits = few)
        : bytes(text.begin(), text.end())
    {
        parser.emplace(request, limits, host);
        made = parser->parse_head({bytes.data(), bytes.size()});
    }
};

} // namespace

TEST_SUITE_BEGIN("request_parser");

TEST_CASE("a head fills the request with views into the bytes")
{
    const parsed_head head("PUT /users/7?full HTTP/1.1\r\nHost: test\r\nX-Empty:\r\nX-Padded: \t a  b \t\r\n\r\nrest");

    REQUIRE(head.made == progress::done);
    CHECK(head.parser->head_size() == head.bytes.size() - 4);
    CHECK(head.request.method() == method::put);
    CHECK(head.request.target() == "/users/7?full");
    CHECK(head.request.path() == "/users/7");
    CHECK(head.request.target().data() == head.bytes.data() + 4);
    REQUIRE(head.request.fields().size() == 3); // what was in the request before is gone
    CHECK(head.request.field("host") == "test");
    CHECK(head.request.field("X-Empty") == "");
    CHECK(head.request.field("X-Padded") == "a  b");
    CHECK(head.request.body() == "");
}

TEST_CASE("a head that has not come whole wants more, wherever it is split")
{
    const std::string text = "POST /users HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";

    for (std::size_t size = 1; size < text.size(); ++size) {
        CAPTURE(size);
        CHECK(parsed_head(text.substr(0, size)).made == progress::more);
    }
    CHECK(parsed_head(text).made == progress::done);
}

TEST_CASE("methods are known by their names in capitals")
{
    struct row {
        const char* text;
        method known;
    };
    for (const row& r : {
             row{"GET", method::get},
             row{"HEAD", method::head},
             row{"POST", method::post},
             row{"PUT", method::put},
             row{"DELETE", method::delete_},
             row{"CONNECT", method::connect},
             row{"OPTIONS", method::options},
             row{"TRACE", method::trace},
             row{"PATCH", method::patch},
             row{"get", method::unknown},
             row{"PROPFIND", method::unknown},
             row{"MADEUP", method::unknown},
         }) {
        CAPTURE(r.text);
        const char* const target = r.known == method::connect ? " test:80" : " /";
        const parsed_head head(std::string(r.text) + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
        CHECK(head.made == progress::done);
        CHECK(head.request.method() == r.known);
    }
}

TEST_CASE("the version and the Connection field say whether the connection stays")
{
    struct row {
        const char* name;
        const char* head;
        bool http_1_0;
        bool stays;
    };
    for (const row& r : {
             row{"1.1", "GET / HTTP/1.1\r\nHost: test\r\n\r\n", false, true},
             row{"1.1 close", "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", false, false},
             row{"1.1 Close", "GET / HTTP/1.1\r\nHost: test\r\nConnection: Close\r\n\r\n", false, false},
             row{"1.1 close in a list", "GET / HTTP/1.1\r\nHost: test\r\nConnection: a, close\r\n\r\n", false, false},
             row{"1.1 keep-alive", "GET / HTTP/1.1\r\nHost: test\r\nConnection: keep-alive\r\n\r\n", false, true},
             row{"1.0", "GET / HTTP/1.0\r\n\r\n", true, false},
             row{"1.0 keep-alive and close", "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", true, false},
             row{"1.0 keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true, true},
             row{"1.1 with an option of two words", "GET / HTTP/1.1\r\nHost: test\r\nConnection: keep alive\r\n\r\n",
                 false, true},
             row{"1.1 close behind it", "GET / HTTP/1.1\r\nConnection: keep alive, close\r\nHost: test\r\n\r\n", false,
                 false},
             row{"1.1 close in another field",
                 "GET / HTTP/1.1\r\nConnection: a\r\nHost: test\r\nConnection: close\r\n\r\n", false, false},
             row{"1.1 close x", "GET / HTTP/1.1\r\nHost: test\r\nConnection: close x\r\n\r\n", false, true},
             row{"1.1 an empty list", "GET / HTTP/1.1\r\nHost: test\r\nConnection: ,\r\n\r\n", false, true},
             row{"1.1 Proxy-Connection: close", "GET / HTTP/1.1\r\nHost: test\r\nProxy-Connection: close\r\n\r\n",
                 false, true},
             row{"1.1 a bad Proxy-Connection", "GET / HTTP/1.1\r\nHost: test\r\nProxy-Connection: a b\r\n\r\n", false,
                 true},
             row{"1.2", "GET / HTTP/1.2\r\nHost: test\r\n\r\n", false, true},
             row{"1.9 close", "GET / HTTP/1.9\r\nHost: test\r\nConnection: close\r\n\r\n", false, false},
             row{"1.0 keep alive", "GET / HTTP/1.0\r\nConnection: keep alive\r\n\r\n", true, false},
             row{"1.0 Proxy-Connection: keep-alive", "GET / HTTP/1.0\r\nProxy-Connection: keep-alive\r\n\r\n", true,
                 false},
             row{"1.0 with Host", "GET / HTTP/1.0\r\nHost: test\r\n\r\n", true, false},
         }) {
        CAPTURE(r.name);
        const parsed_head head(r.head);
        REQUIRE(head.made == progress::done);
        CHECK(head.request.is_http_1_0() == r.http_1_0);
        CHECK(head.parser->keeps_alive() == r.stays);
    }
}

TEST_CASE("a later version of HTTP/1, and a Connection that is no list, leave the rest of the head as it is")
{
    const parsed_head one("POST /a?b HTTP/1.5\r\nHost: test\r\nConnection: x y\r\nA: 1\r\nProxy-Connection: , "
                          ";\r\nContent-Length: 3\r\n\r\nabc");
    REQUIRE(one.made == progress::done);
    CHECK(one.request.method() == method::post);
    CHECK(one.request.target() == "/a?b");
    CHECK(one.request.query("b") == "");
    REQUIRE(one.request.fields().size() == 5);
    CHECK(one.request.field("Host") == "test");
    CHECK(one.request.field("Connection") == "x y");
    CHECK(one.request.field("A") == "1");
    CHECK(one.request.field("Proxy-Connection") == ", ;");
    CHECK(one.parser->content_length() == 3);
    CHECK(one.parser->head_size() == 99);
}

TEST_CASE("the head says which body follows")
{
    const parsed_head none("POST / HTTP/1.1\r\nHost: test\r\n\r\n");
    CHECK(none.parser->content_length() == 0);
    CHECK_FALSE(none.parser->has_chunked_body());
    CHECK_FALSE(none.parser->expects_continue());

    const parsed_head sized("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 0012\r\nExpect: 100-Continue\r\n\r\n");
    CHECK(sized.parser->content_length() == 12);
    CHECK_FALSE(sized.parser->has_chunked_body());
    CHECK(sized.parser->expects_continue());
    CHECK_FALSE(parsed_head("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").parser->expects_continue());

    const parsed_head chunked("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: Chunked\r\n\r\n");
    CHECK(chunked.parser->content_length() == 0);
    CHECK(chunked.parser->has_chunked_body());
}

TEST_CASE("a whole URL as the target names the host, and the Host field does not")
{
    const parsed_head one("GET HTTP://other:81/users?full HTTP/1.1\r\nX: y\r\nHost: test\r\n\r\n");
    REQUIRE(one.made == progress::done);
    CHECK(one.request.path() == "/users");
    CHECK(one.request.query("full") == "");
    CHECK(one.request.field("Host") == "other:81");
    CHECK(one.request.fields().size() == 2);

    const parsed_head without("GET http://other HTTP/1.0\r\n\r\n");
    REQUIRE(without.made == progress::done);
    CHECK(without.request.path() == "/");
    CHECK(without.request.field("Host") == "other");
}

TEST_CASE("a route's limit of the body takes the place of the server's")
{
    parsed_head sized("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n");
    CHECK(sized.parser->limit_body(5) == progress::done);
    CHECK(sized.parser->limit_body(4) == progress::refused);
    CHECK(sized.parser->refusal() == status::payload_too_large);

    for (const std::size_t limit : {4U, 5U}) {
        parsed_head chunked("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
        REQUIRE(chunked.parser->limit_body(limit) == progress::done);
        std::size_t used = 0;
        const progress made = chunked.parser->parse_chunks("5\r\nhello\r\n0\r\n\r\n", used);
        CHECK(made == (limit == 5 ? progress::done : progress::refused));
    }
}

TEST_SUITE_END();
