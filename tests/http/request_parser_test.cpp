#include <plait/http/detail/request_parser.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace plait::http;
using detail::request_parser;
using progress = request_parser::progress;
using namespace std::string_view_literals;

namespace {

/// A request and what its parser made of these bytes, which end where their memory ends.
struct parsed_head {
    std::vector<char> bytes;
    request asked{method::get, "/before", "before", {{"Before", "1"}}};
    std::optional<request_parser> parser;
    progress made;

    explicit parsed_head(std::string_view text, std::size_t head_limit = 8192, std::size_t body_limit = 1024)
        : bytes(text.begin(), text.end())
    {
        parser.emplace(asked, head_limit, body_limit);
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
    CHECK(head.asked.method() == method::put);
    CHECK(head.asked.target() == "/users/7?full");
    CHECK(head.asked.path() == "/users/7");
    CHECK(head.asked.target().data() == head.bytes.data() + 4);
    REQUIRE(head.asked.fields().size() == 3); // what was in the request before is gone
    CHECK(head.asked.field("host") == "test");
    CHECK(head.asked.field("X-Empty") == "");
    CHECK(head.asked.field("X-Padded") == "a  b");
    CHECK(head.asked.body() == "");
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
        const parsed_head head(std::string(r.text) + " / HTTP/1.1\r\nHost: test\r\n\r\n");
        CHECK(head.made == progress::done);
        CHECK(head.asked.method() == r.known);
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
             row{"1.0 keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true, true},
             row{"1.0 with Host", "GET / HTTP/1.0\r\nHost: test\r\n\r\n", true, false},
         }) {
        CAPTURE(r.name);
        const parsed_head head(r.head);
        REQUIRE(head.made == progress::done);
        CHECK(head.asked.is_http_1_0() == r.http_1_0);
        CHECK(head.parser->keeps_alive() == r.stays);
    }
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

    const parsed_head chunked("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: Chunked\r\n\r\n");
    CHECK(chunked.parser->content_length() == 0);
    CHECK(chunked.parser->has_chunked_body());
}

TEST_CASE("what does not parse is refused")
{
    struct row {
        const char* name;
        std::string_view head;
        status refusal = status::bad_request;
    };
    for (const row& r : {
             row{"no method", " / HTTP/1.1\r\nHost: test\r\n\r\n"},
             row{"a method that is no token", "G<T / HTTP/1.1\r\nHost: test\r\n\r\n"},
             row{"no target", "GET HTTP/1.1\r\nHost: test\r\n\r\n"},
             row{"two spaces", "GET  / HTTP/1.1\r\nHost: test\r\n\r\n"},
             row{"a space in the target", "GET /a b HTTP/1.1\r\nHost: test\r\n\r\n"},
             row{"a tab in the target", "GET /\t HTTP/1.1\r\nHost: test\r\n\r\n"},
             row{"a zero byte in the target", "GET /\0 HTTP/1.1\r\nHost: test\r\n\r\n"sv},
             row{"no version", "GET /\r\nHost: test\r\n\r\n"},
             row{"HTTP/0.9", "GET / HTTP/0.9\r\nHost: test\r\n\r\n"},
             row{"HTTP/1.2", "GET / HTTP/1.2\r\nHost: test\r\n\r\n"},
             row{"HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
             row{"a version in small letters", "GET / http/1.1\r\nHost: test\r\n\r\n"},
             row{"text behind the version", "GET / HTTP/1.1 \r\nHost: test\r\n\r\n"},
             row{"lines that end with LF", "GET / HTTP/1.1\nHost: test\n\n"},
             row{"a CR alone", "GET / HTTP/1.1\r\nHost: te\rst\r\n\r\n"},
             row{"a CR at the end", "GET / HTTP/1.1\r\nHost: test\r\n\rX"},
             row{"a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"sv},
             row{"no colon", "GET / HTTP/1.1\r\nHost: test\r\nX\r\n\r\n"},
             row{"no name", "GET / HTTP/1.1\r\nHost: test\r\n: x\r\n\r\n"},
             row{"a space before the colon", "GET / HTTP/1.1\r\nHost : test\r\n\r\n"},
             row{"a space before the first name", "GET / HTTP/1.1\r\n Host: test\r\n\r\n"},
             row{"a name that is no token", "GET / HTTP/1.1\r\nHost: test\r\nA(b): c\r\n\r\n"},
             row{"a zero byte in a value", "GET / HTTP/1.1\r\nHost: test\r\nX: a\0b\r\n\r\n"sv},
             row{"a control character in a value", "GET / HTTP/1.1\r\nHost: test\r\nX: \x01\r\n\r\n"},
             row{"a value folded over lines", "GET / HTTP/1.1\r\nHost: test\r\nX: a\r\n b\r\n\r\n"},
             row{"no Host", "GET / HTTP/1.1\r\n\r\n"},
             row{"two Hosts", "GET / HTTP/1.1\r\nHost: test\r\nHost: test\r\n\r\n"},
             row{"two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: test\r\nhost: test\r\n\r\n"},
             row{"a Connection that is no list", "GET / HTTP/1.1\r\nHost: test\r\nConnection: a b\r\n\r\n"},
             row{"no Content-Length", "POST / HTTP/1.1\r\nHost: test\r\nContent-Length:\r\n\r\n"},
             row{"a Content-Length with a sign", "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: +1\r\n\r\n"},
             row{"a negative Content-Length", "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: -1\r\n\r\n"},
             row{"a hexadecimal Content-Length", "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 0x1\r\n\r\n"},
             row{"a Content-Length and text", "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1 a\r\n\r\n"},
             row{"a Content-Length beyond 64 bits",
                 "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 18446744073709551616\r\n\r\n"},
             row{"two Content-Lengths", "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"},
             row{"two lengths in one", "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1, 2\r\n\r\n"},
             row{"a length, then chunks",
                 "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"},
             row{"chunks, then a length",
                 "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"},
             row{"chunked twice",
                 "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"},
             row{"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"},
             row{"an unknown coding", "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip\r\n\r\n",
                 status::not_implemented},
             row{"a coding before chunked", "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                 status::not_implemented},
             row{"a coding after chunked", "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
                 status::not_implemented},
             row{"almost chunked", "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: xchunked\r\n\r\n",
                 status::not_implemented},
             row{"a body over the limit", "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1025\r\n\r\n",
                 status::payload_too_large},
             row{"a body far over the limit", "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 18446744073709551615\r\n\r\n",
                 status::payload_too_large},
         }) {
        CAPTURE(r.name);
        const parsed_head head(r.head);
        CHECK(head.made == progress::refused);
        CHECK(head.parser->refusal() == r.refusal);
    }
    CHECK(parsed_head("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1024\r\n\r\n").made == progress::done);
}

TEST_CASE("a request line or fields over the limit are refused with 431")
{
    const std::string target(300, 'a');
    const parsed_head line("GET /" + target, 256);
    CHECK(line.made == progress::refused);
    CHECK(line.parser->refusal() == status::request_header_fields_too_large);

    const parsed_head fields("GET / HTTP/1.1\r\nHost: test\r\nX: " + target, 256);
    CHECK(fields.made == progress::refused);
    CHECK(fields.parser->refusal() == status::request_header_fields_too_large);
}

TEST_SUITE_END();
