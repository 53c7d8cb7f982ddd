#include "http/connection/write_response.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace plait::http;
using detail::reply_frame;

namespace {

std::string head_of(const response& answer, const reply_frame& frame)
{
    detail::byte_buffer out;
    detail::append_head(out, answer, frame);
    return std::string(out.bytes());
}

} // namespace

TEST_SUITE_BEGIN("write_response");

TEST_CASE("the server adds Date, Content-Length and Content-Type, and then come the fields as they were set")
{
    const response answer = text("hello").set("A", "1").add("B", "2");

    CHECK(head_of(answer, {"Sun, 06 Nov 1994 08:49:37 GMT"})
          == "HTTP/1.1 200 OK\r\n"
             "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
             "Content-Type: text/plain; charset=utf-8\r\n"
             "Content-Length: 5\r\n"
             "A: 1\r\n"
             "B: 2\r\n"
             "\r\n");
}

TEST_CASE("a head is appended to what is there")
{
    detail::byte_buffer out;
    out.reserve(6);
    out.append("before");

    detail::append_head(out, response(), {"D"});

    CHECK(out.bytes() == "beforeHTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("the status line has the code and its phrase")
{
    CHECK(head_of(response(status::not_found), {"D"}) == "HTTP/1.1 404 Not Found\r\nDate: D\r\nContent-Length: 0\r\n\r\n");
    CHECK(head_of(response(static_cast<status>(299)), {"D"}) == "HTTP/1.1 299 \r\nDate: D\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("Connection is said where it is not what the version means anyway")
{
    CHECK(head_of(response(), {"D", true, false}) == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\n\r\n");
    CHECK(head_of(response(), {"D", false, false})
          == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    CHECK(head_of(response(), {"D", true, true})
          == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(head_of(response(), {"D", false, true})
          == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

TEST_CASE("the body is left out for HEAD, and its length is told all the same")
{
    const reply_frame to_head{"D", true, false, true};

    CHECK_FALSE(detail::sends_body(text("hello"), to_head));
    CHECK(head_of(text("hello"), to_head) == head_of(text("hello"), {"D"}));
    CHECK(detail::sends_body(text("hello"), {"D"}));
}

TEST_CASE("204 and 304 have neither a body nor a length")
{
    for (const status code : {status::no_content, status::not_modified}) {
        const response answer = response(code).body("x");
        CHECK_FALSE(detail::sends_body(answer, {"D"}));
        CHECK(head_of(answer, {"D"}).find("Content-Length") == std::string::npos);
    }
    CHECK(head_of(response(status::no_content), {"D"}) == "HTTP/1.1 204 No Content\r\nDate: D\r\n\r\n");
}

TEST_CASE("205 has no body, and says so with a length of 0")
{
    const response answer = text("x", status::reset_content);

    CHECK_FALSE(detail::sends_body(answer, {"D"}));
    CHECK(
        head_of(response(status::reset_content).body("x"), {"D"})
        == "HTTP/1.1 205 Reset Content\r\nDate: D\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("an answer's status is one of 200 to 599")
{
    for (const int code : {200, 205, 404, 599})
        CHECK(detail::is_final(static_cast<status>(code)));
    for (const int code : {0, 99, 100, 199, 600, 1000, 65535})
        CHECK_FALSE(detail::is_final(static_cast<status>(code)));
}

TEST_SUITE_END();
