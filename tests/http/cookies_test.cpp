#include <plait/http/cookies.hpp>

#include <doctest/doctest.h>

#include <ranges>
#include <string>

using namespace plait::http;

static_assert(std::ranges::forward_range<cookies>);

namespace {

std::string all(std::initializer_list<field> fields)
{
    const request request(method::get, "/", "", fields);
    std::string text;
    for (const auto& [name, value] : request.cookies())
        text.append("[").append(name).append("|").append(value).append("]");
    return text;
}

std::string all(std::string_view value)
{
    return all({{"Cookie", value}});
}

} // namespace

TEST_SUITE_BEGIN("cookies");

TEST_CASE("a request has the cookies of its Cookie fields, in their order")
{
    CHECK(all("a=1; b=2") == "[a|1][b|2]");
    CHECK(all({{"Cookie", "a=1"}, {"X", "c=3"}, {"COOKIE", "b=2;a=3"}}) == "[a|1][b|2][a|3]");
    CHECK(all({}) == "");
}

TEST_CASE("whatever stands between two semicolons is a cookie")
{
    for (const auto& [text, expected] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"", ""},
             {" ", ""},
             {";;; ;", ""},
             {"a=1;b=2", "[a|1][b|2]"},
             {" a = 1 ;\tb\t=\t2\t", "[a|1][b|2]"},
             {"a=1;", "[a|1]"},
             {"a=b=c==", "[a|b=c==]"},
             {"a", "[|a]"},
             {"=a", "[|a]"},
             {"a=", "[a|]"},
             {"=", "[|]"},
             {"a=\"1; b=2\"", "[a|\"1][b|2\"]"}, // quotes hold nothing together
             {"a=1, b=2", "[a|1, b=2]"},
             {"$Version=1; a=1; $Path=/", "[$Version|1][a|1][$Path|/]"}, // as RFC 2109 had it, long ago
             {"a=%41+\\x", "[a|%41+\\x]"},
             {"\xC3\xA4=\xFF", "[\xC3\xA4|\xFF]"},
             {"\xC2\xA0__Host-a=1", "[\xC2\xA0__Host-a|1]"}, // another kind of white space is part of a name
         }) {
        CAPTURE(text);
        CHECK(all(text) == expected);
    }
}

TEST_CASE("a cookie is found by its name, letter for letter; the first of two counts")
{
    const request request(
        method::get, "/", "", {{"Cookie", "Session=0; session=1; empty="}, {"Cookie", "session=2; b=3"}});
    CHECK(request.cookies()["session"] == "1");
    CHECK(request.cookies()["b"] == "3");
    CHECK(request.cookies()["sessio"] == "");
    CHECK(request.cookies().contains("empty"));
    CHECK_FALSE(request.cookies().contains("missing"));
    CHECK(request.cookie("session") == "1");
    CHECK(request.cookie("empty") == "");
    CHECK(request.cookie("missing") == std::nullopt);
}

TEST_SUITE_END();
