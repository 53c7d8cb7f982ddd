#include <plait/http/request.hpp>

#include "http/route/route_table.hpp"
#include <plait/http/http_error.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using namespace plait::http;

namespace {

/// A request that a route with this pattern has matched. The names of its parameters live in the route.
struct matched {
    detail::route_table table;
    plait::http::request request;

    matched(std::string_view pattern, std::string_view target) : request(method::get, target)
    {
        table.add(method::get, pattern);
        REQUIRE(table.find(request).what == detail::route_table::found::kind::route);
    }
};

} // namespace

TEST_SUITE_BEGIN("request");

TEST_CASE("a test writes a request with a method, a target, a body and fields")
{
    const request request(method::put, "/users/7?full", "new", {{"Host", "test"}, {"Accept", "text/html"}});

    CHECK(request.method() == method::put);
    CHECK(request.target() == "/users/7?full");
    CHECK(request.path() == "/users/7");
    CHECK(request.body() == "new");
    CHECK_FALSE(request.is_http_1_0());
    REQUIRE(request.fields().size() == 2);
    CHECK(request.fields()[1].name == "Accept");
    CHECK(request.fields()[1].value == "text/html");
}

TEST_CASE("a request that a test writes keeps its own copy of the texts")
{
    std::string target = "/a/target/that/is/long/enough/for/the/heap?x=1";
    std::string value = "a value that is long enough for the heap";
    const request request(method::get, target, value, {{"X", value}});
    target.assign(target.size(), '-');
    value.assign(value.size(), '-');

    CHECK(request.path() == "/a/target/that/is/long/enough/for/the/heap");
    CHECK(request.body() == "a value that is long enough for the heap");
    CHECK(request.field("X") == "a value that is long enough for the heap");
}

TEST_CASE("the target is as it came, the path is what comes before the query, not decoded")
{
    struct row {
        const char* name;
        const char* target;
        const char* path;
    };
    for (const row& r : {
             row{"a path", "/users/7", "/users/7"},
             row{"a path and a query", "/users/7?full&x=/", "/users/7"},
             row{"percent-encoded", "/a%2Fb%20c?d", "/a%2Fb%20c"},
             row{"nothing but a query", "/?a", "/"},
             row{"a whole URL", "http://test:80/users/7?full", "/users/7"},
             row{"a whole URL of https", "https://test/users", "/users"},
             row{"the scheme in capitals", "HTTP://test/users", "/users"},
             row{"a whole URL without a path", "http://test", "/"},
             row{"a whole URL with a query and no path", "http://test?q=/a", "/"},
             row{"a URL as a parameter", "/go?to=http://test/x", "/go"},
             row{"two slashes", "//test/x", "//test/x"},
         }) {
        CAPTURE(r.name);
        const request request(method::get, r.target);

        CHECK(request.target() == r.target);
        CHECK(request.path() == r.path);
    }
    CHECK(request(method::options, "*").path() == "*");
    CHECK(request(method::connect, "test:443").path() == "test:443");
}

TEST_CASE("a test may write a target that a server refuses; it is split at its first question mark")
{
    const request odd(method::get, "a b?q=%4&r=#");

    CHECK(odd.path() == "a b");
    CHECK(odd.query("q") == "%4");
    CHECK(odd.query("r") == "#");
    CHECK(request(method::get, "").path() == "");
    CHECK(request(method::get, "*").path() == "*");
}

TEST_CASE("field finds the first field of that name, in any case of letters")
{
    const request request(method::get, "/", "", {{"Accept", "a"}, {"ACCEPT", "b"}, {"X-Empty", ""}});

    CHECK(request.field("accept") == "a");
    CHECK(request.field("AcCePt") == "a");
    CHECK(request.field("x-empty") == "");
    CHECK(request.field("Accep") == std::nullopt);
    CHECK(request.field("Accept ") == std::nullopt);
}

TEST_CASE("query gives the first parameter of that name, decoded; empty if it has no value")
{
    struct row {
        const char* name;
        const char* target;
        std::optional<std::string> value; // of q
    };
    for (const row& r : {
             row{"one", "/?q=1", "1"},
             row{"the first of two", "/?q=1&q=2", "1"},
             row{"behind another", "/?a=0&q=1", "1"},
             row{"no value", "/?q", ""},
             row{"an empty value", "/?q=&a=1", ""},
             row{"none", "/?a=1", std::nullopt},
             row{"no query", "/q=1", std::nullopt},
             row{"an empty query", "/?", std::nullopt},
             row{"a name that begins like it", "/?qq=1", std::nullopt},
             row{"percent-encoded", "/?q=%61%26b%3d%C3%A4", "a&b=\xC3\xA4"},
             row{"a plus is a space", "/?q=a+b%2Bc", "a b+c"},
             row{"an encoded name", "/?%71=1", "1"},
             row{"an equals sign in the value", "/?q=a=b", "a=b"},
             row{"a question mark in the value", "/?q=a?b", "a?b"},
             row{"empty pairs", "/?&&q=1&", "1"},
             row{"a stray %", "/?q=100%", "100%"},
             row{"a % without digits", "/?q=%zz%4", "%zz%4"},
             row{"raw UTF-8 and quotes", "/?q=\"K\xC3\xB6ln\"", "\"K\xC3\xB6ln\""},
             row{"of a whole URL", "http://test/?q=1", "1"},
         }) {
        CAPTURE(r.name);
        CHECK(request(method::get, r.target).query("q") == r.value);
    }
    CHECK(request(method::get, "/?a+name=1").query("a name") == "1");
}

TEST_CASE("parameter gives what stood in the place of {name}, decoded")
{
    const matched one("/users/{name}/{what}", "/users/J%C3%BCrgen%2Fx+y/edit?name=no");

    CHECK(one.request.parameter("name") == "J\xC3\xBCrgen/x+y");
    CHECK(one.request.parameter<std::string>("what") == "edit");
}

TEST_CASE("parameter of {name:int} is a std::int64_t")
{
    CHECK(matched("/{n:int}", "/7").request.parameter<std::int64_t>("n") == 7);
    CHECK(matched("/{n:int}", "/-7").request.parameter<std::int64_t>("n") == -7);
    CHECK(matched("/{n:int}", "/007").request.parameter<std::int64_t>("n") == 7);
    CHECK(matched("/{n:int}", "/9223372036854775807").request.parameter<std::int64_t>("n") == INT64_MAX);
    CHECK(matched("/{n:int}", "/-9223372036854775808").request.parameter<std::int64_t>("n") == INT64_MIN);
    CHECK(matched("/{n:int}", "/7").request.parameter("n") == "7");
    CHECK(matched("/{n:int}", "/%37%31").request.parameter<std::int64_t>("n") == 71);
    CHECK(matched("/{n:int}", "/%2d007").request.parameter<std::int64_t>("n") == -7);
    CHECK(matched("/{n:int}", "/-922337203685477580%38").request.parameter<std::int64_t>("n") == INT64_MIN);
}

TEST_CASE("parameter gives integers of any width that can hold what came, and else throws an http_error, 404")
{
    CHECK(matched("/{n:int}", "/-7").request.parameter<int>("n") == -7);
    CHECK(matched("/{n:int}", "/7").request.parameter<unsigned>("n") == 7);
    CHECK(matched("/{n:int}", "/9223372036854775807").request.parameter<long long>("n") == INT64_MAX);
    CHECK(matched("/{n:int}", "/9223372036854775807").request.parameter<std::size_t>("n") == INT64_MAX);
    CHECK(matched("/{n:int}", "/255").request.parameter<std::uint8_t>("n") == 255);

    CHECK_THROWS_WITH_AS(
        (void)matched("/{n:int}", "/5000000000").request.parameter<int>("n"),
        "the parameter {n} is 5000000000, which an integer of 32 bits cannot hold", http_error);
    CHECK_THROWS_WITH_AS(
        (void)matched("/{n:int}", "/-1").request.parameter<std::size_t>("n"),
        "the parameter {n} is -1, which an integer of 64 bits without a sign cannot hold", http_error);
}

TEST_CASE("parameter throws std::out_of_range if the pattern has no parameter of that name")
{
    const matched one("/users/{id}", "/users/7");

    CHECK_THROWS_WITH_AS(
        (void)one.request.parameter("name"), "the route of /users/7 has no parameter {name}", std::out_of_range);
    CHECK_THROWS_AS((void)request(method::get, "/users/7").parameter("id"), std::out_of_range);
}

TEST_CASE("parameter throws std::out_of_range if an integer is asked for and the pattern does not")
{
    const matched one("/users/{id}", "/users/seven");

    CHECK_THROWS_WITH_AS(
        (void)one.request.parameter<std::int64_t>("id"),
        "the parameter {id} is 'seven', not an integer: write {id:int} in the pattern", std::out_of_range);
}

TEST_CASE("percent_decoded leaves a % that is not followed by two hexadecimal digits as it is")
{
    CHECK(percent_decoded("") == "");
    CHECK(percent_decoded("plain+text") == "plain+text");
    CHECK(percent_decoded("%41%7a%7A") == "Azz");
    CHECK(percent_decoded("%00") == std::string(1, '\0'));
    CHECK(percent_decoded("100%") == "100%");
    CHECK(percent_decoded("%4") == "%4");
    CHECK(percent_decoded("%4g%g4") == "%4g%g4");
    CHECK(percent_decoded("%%41") == "%A");
    CHECK(percent_decoded("%2541") == "%41"); // once, not again
}

TEST_SUITE_END();
