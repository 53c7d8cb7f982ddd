#include <plait/http/cookie.hpp>

#include <plait/http/response.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>

using namespace plait::http;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

namespace {

template <class Make>
std::string refusal(Make make)
{
    try {
        (void)make();
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_SUITE_BEGIN("cookie");

TEST_CASE("a cookie has a name, a value, and the attributes that it is given")
{
    CHECK(cookie("a", "").text() == "a=; Path=/");
    CHECK(cookie("a", "1").path("/x").text() == "a=1; Path=/x");
    CHECK(cookie("a", "1").domain("example.org").text() == "a=1; Path=/; Domain=example.org");
    CHECK(cookie("a", "1").max_age(24h).text() == "a=1; Path=/; Max-Age=86400");
    CHECK(cookie("a", "1").max_age(0s).text() == "a=1; Path=/; Max-Age=0");
    CHECK(
        cookie("a", "1").expires(std::chrono::sys_days(std::chrono::year(2030) / 1 / 2) + 3h).text()
        == "a=1; Path=/; Expires=Wed, 02 Jan 2030 03:00:00 GMT");
    CHECK(cookie("a", "1").http_only().text() == "a=1; Path=/; HttpOnly");
    CHECK(cookie("a", "1").secure().text() == "a=1; Path=/; Secure");
    CHECK(cookie("a", "1").same_site(same_site::lax).text() == "a=1; Path=/; SameSite=Lax");
    CHECK(cookie("a", "1").same_site(same_site::strict).text() == "a=1; Path=/; SameSite=Strict");
}

TEST_CASE("a cookie that browsers take only if it is Secure, or HttpOnly, is so")
{
    CHECK(cookie("a", "1").same_site(same_site::none).text() == "a=1; Path=/; Secure; SameSite=None");
    CHECK(cookie("a", "1").partitioned().text() == "a=1; Path=/; Secure; Partitioned");
    CHECK(cookie("__Secure-a", "1").domain("a.b").text() == "__Secure-a=1; Path=/; Domain=a.b; Secure");
    CHECK(cookie("__Host-a", "1").path("/").text() == "__Host-a=1; Path=/; Secure");
    CHECK(cookie("__HOST-a", "1").text() == "__HOST-a=1; Path=/; Secure");
    CHECK(cookie("__host-a", "1").same_site(same_site::lax).text() == "__host-a=1; Path=/; Secure; SameSite=Lax");
    CHECK(
        cookie("__Http-a", "1").domain("a.b").path("/x").text() == "__Http-a=1; Path=/x; Domain=a.b; HttpOnly; Secure");
    CHECK(cookie("__host-HTTP-a", "1").text() == "__host-HTTP-a=1; Path=/; HttpOnly; Secure");
    CHECK_THROWS_AS((void)cookie("__Host-Http-a", "1").path("/x"), std::invalid_argument);
    CHECK(cookie("__Httpa", "1").text() == "__Httpa=1; Path=/");
    CHECK(cookie("__Hosta", "1").text() == "__Hosta=1; Path=/");
}

TEST_CASE("a cookie whose name begins with __Host- has no other path, and no domain")
{
    CHECK(
        refusal([] { return cookie("__Host-a", "1").path("/x"); })
        == "cookie '__Host-a': a cookie whose name begins with __Host- has the path /");
    CHECK(
        refusal([] { return cookie("__hOST-a", "1").domain("a.b"); })
        == "cookie '__hOST-a': a cookie whose name begins with __Host- has no domain");
}

TEST_CASE("a name is a token")
{
    for (const std::string_view each :
         {""sv, "a b"sv, "a="sv, "a;"sv, "a,"sv, "a\r\n"sv, "a\0"sv, "\xC3\xA4"sv, "\"a\""sv}) {
        CAPTURE(each);
        CHECK_THROWS_AS((void)cookie(each, "1"), std::invalid_argument);
    }
    CHECK(refusal([] { return cookie("a b", "1"); }).starts_with("cookie 'a b': the name is not made of letters"));
}

TEST_CASE("a value has no character that would end it, and the message says which it has")
{
    for (const std::string_view each :
         {"a b"sv, " "sv, "a;Path=/"sv, "a,b"sv, "\"a\""sv, "a\\b"sv, "a\r\nSet-Cookie: b=1"sv, "a\0"sv, "\x7f"sv,
          "\xC3\xA4"sv}) {
        CAPTURE(each);
        CHECK_THROWS_AS((void)cookie("a", each), std::invalid_argument);
    }
    CHECK(
        refusal([] { return cookie("a", "1;2"); })
        == "cookie 'a': the value has ';', which a cookie cannot hold: encode it, or use signed_cookie");
    CHECK(refusal([] { return cookie("a", "1\n"); }).starts_with("cookie 'a': the value has the byte 0x0a, which"));
    CHECK_NOTHROW((void)cookie("a", "!#$%&'()*+-./0:<=>?@A[]^_`a{|}~"));
}

TEST_CASE("a name and a value have no more than 4,096 bytes together")
{
    CHECK_NOTHROW((void)cookie("a", std::string(4095, 'x')));
    CHECK(
        refusal([] { return cookie("a", std::string(4096, 'x')); })
        == "cookie 'a': the name and the value have 4097 bytes, and browsers take no more than 4096");
}

TEST_CASE("a path begins with a slash, and ends nothing")
{
    for (const std::string& each :
         {std::string(), std::string("x"), std::string("/;Domain=a"), std::string("/\r\nX: 1"),
          "/" + std::string(1024, 'x')}) {
        CAPTURE(each);
        CHECK_THROWS_AS((void)cookie("a", "1").path(each), std::invalid_argument);
    }
}

TEST_CASE("a domain is the name of a host")
{
    for (const std::string& each :
         {std::string(), std::string(".example.org"), std::string("a;b"), std::string("a b"), std::string("a\r\n"),
          std::string("http://a"), std::string("a:80"), std::string(1025, 'x')}) {
        CAPTURE(each);
        CHECK_THROWS_AS((void)cookie("a", "1").domain(each), std::invalid_argument);
    }
}

TEST_CASE("max_age is not negative")
{
    CHECK_THROWS_AS((void)cookie("a", "1").max_age(-1s), std::invalid_argument);
}

TEST_CASE("a setter that throws changes nothing")
{
    cookie made("a", "1");
    CHECK_THROWS_AS(made.path("x"), std::invalid_argument);
    CHECK_THROWS_AS(made.domain(""), std::invalid_argument);
    CHECK_THROWS_AS(made.max_age(-1s), std::invalid_argument);
    CHECK(made.text() == "a=1; Path=/");
}

TEST_CASE("expired makes a cookie that deletes the one of that name, path and domain")
{
    CHECK(
        cookie::expired("a").path("/x").domain("b.c").text()
        == "a=; Path=/x; Domain=b.c; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(cookie::expired("__Host-a").text().ends_with("; Secure"));
}

TEST_CASE("set_cookie adds a cookie to an answer, or replaces the one of that name")
{
    response made = response().set_cookie(cookie("a", "1")).set_cookie(cookie("aa", "2"));
    CHECK(made.field_lines() == "Set-Cookie: a=1; Path=/\r\nSet-Cookie: aa=2; Path=/\r\n");
    made.set_cookie(cookie::expired("a").path("/x"));
    CHECK(
        made.field_lines()
        == "Set-Cookie: aa=2; Path=/\r\n"
           "Set-Cookie: a=; Path=/x; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT\r\n");
}

TEST_SUITE_END();
