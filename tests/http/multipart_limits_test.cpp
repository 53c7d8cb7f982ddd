// How much of a form in parts is read: its parts, their heads, their names, and the boundary.
#include "http/parse/multipart_parser.hpp"

#include <doctest/doctest.h>
#include <support/multipart.hpp>

#include <string>
#include <string_view>

using namespace multipart_test;
using namespace plait::http;
using detail::multipart_event;
using detail::multipart_parser;

namespace {

struct outcome {
    int parts = 0; // that came to their ends
    status refusal = status{};

    friend bool operator==(const outcome&, const outcome&) = default;
};

outcome read(std::string_view body, const form_limits& limits = {})
{
    multipart_parser parser("b", limits);
    outcome made;
    for (auto event = parser.parse(body); event != multipart_event::more; event = parser.parse(body)) {
        made.parts += event == multipart_event::part_end ? 1 : 0;
        if (event == multipart_event::refused)
            break;
    }
    made.refusal = parser.refusal().status;
    return made;
}

constexpr status too_large = status::payload_too_large;

} // namespace

TEST_SUITE_BEGIN("multipart_parser, limits");

TEST_CASE("a boundary has 1 to 70 characters, and no white space at its end")
{
    for (const char* each : {"b", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "a b", "'()+_,-./:=?"})
        CHECK(detail::is_boundary(each));
    CHECK(detail::is_boundary(std::string(70, 'x')));
    for (const char* each : {"", "b ", "a\"b", "a;b", "a\r\nb", "a@b", "\xC3\xA4", "a*b"}) {
        CAPTURE(each);
        CHECK_FALSE(detail::is_boundary(each));
    }
    CHECK_FALSE(detail::is_boundary(std::string(71, 'x')));
}

TEST_CASE("the number of parts is limited: 100, unless it is set")
{
    std::string body;
    for (int i = 0; i < 100; ++i)
        body += a + "1\r\n";
    CHECK(read(body + "--b--") == outcome{100});
    CHECK(read(body + a + "1\r\n--b--") == outcome{100, too_large});
    CHECK(read(a + "1\r\n" + a + "2\r\n--b--", form_limits().parts(1)) == outcome{1, too_large});
}

TEST_CASE("the head of a part is limited: 8 KiB, unless it is set")
{
    const std::string head = "Content-Disposition: form-data; name=\"a\"\r\nX-A: ";
    auto of = [&](std::size_t size) { return of_head(head + std::string(size - head.size() - 4, 'x')); };
    CHECK(read(of(8192)) == outcome{1});
    CHECK(read(of(8193)) == outcome{0, too_large});
    CHECK(read("--b\r\n" + std::string(8193, 'x')) == outcome{0, too_large}); // before it has come to its end
    CHECK(read(of(101), form_limits().part_head(100)) == outcome{0, too_large});
}

TEST_CASE("names are limited: 256 bytes each, unless it is set")
{
    const std::string longest(256, 'x');
    CHECK(read(of_disposition("name=" + longest)) == outcome{1});
    CHECK(read(of_disposition("name=" + longest + "x")) == outcome{0, too_large});
    CHECK(read(of_disposition("name=a; filename=" + longest + "x")) == outcome{0, too_large});
    CHECK(read(of_disposition("name=abc"), form_limits().name(2)) == outcome{0, too_large});
}

TEST_SUITE_END();
