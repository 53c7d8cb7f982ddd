#include <plait/http/json.hpp>

#include "support/json.hpp"

#include <boost/describe/class.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace plait::http;
using namespace std::string_literals;

namespace {

struct point {
    int x = 0;
    int y = 0;
};
BOOST_DESCRIBE_STRUCT(point, (), (x, y))

struct segment {
    point from;
    std::optional<point> to;
};
BOOST_DESCRIBE_STRUCT(segment, (), (from, to))

std::string malformed(const std::string& text)
{
    const std::string beginning = "400 the JSON is malformed at ";
    const std::string said = json_errors<boost::json::value>(text);
    return said.starts_with(beginning) ? said.substr(beginning.size()) : said;
}

plait::http::status status_with(std::initializer_list<field> fields)
{
    const request request(method::post, "/", R"({"x":1,"y":2})", fields);
    try {
        const auto read = request.json<point>();
        CHECK(read.y == 2);
        return status::ok;
    } catch (const http_error& error) {
        CHECK(error.detail() == "the body is to be JSON: send Content-Type: application/json");
        return error.status();
    }
}

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace

TEST_SUITE_BEGIN("json_malformed");

TEST_CASE("the body of a request is JSON by its Content-Type, or answered 415")
{
    for (const char* each :
         {"application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;x", "a/b+json",
          "application/vnd.x+JSON ; v=1"})
        CHECK(status_with({{"content-type", each}}) == status::ok);
    for (const char* each :
         {"", "text/json", "application/jsonx", "application/x-www-form-urlencoded", "+json", "text/plain;+json",
          "json", "text/plain; application/json", "application/json garbage", "application/json, text/plain",
          "application/json/x", "application/ json"})
        CHECK(status_with({{"Content-Type", each}}) == status::unsupported_media_type);
    CHECK(status_with({}) == status::unsupported_media_type);
}

TEST_CASE("a request with two Content-Types is refused, as others may go by the other one")
{
    for (const char* second : {"text/plain", "application/json", ""}) {
        const request twice(
            method::post, "/", "1", {{"Content-Type", "application/json"}, {"X-A", "1"}, {"content-type", second}});
        try {
            (void)twice.json<int>();
            FAIL("was read");
        } catch (const http_error& error) {
            CHECK(error.status() == status::bad_request);
            CHECK(error.detail() == "the request has two Content-Types");
        }
    }
}

TEST_CASE("malformed JSON is refused with its place")
{
    CHECK(malformed("") == "line 1, column 1: the body is empty");
    CHECK(malformed(" \n ") == "line 2, column 2: the body is empty");
    CHECK(malformed("{\n  \"a\": 1,\n  \"b\" 2\n}") == "line 3, column 7: unexpected 2");
    CHECK(malformed("[1,]") == "line 1, column 4: unexpected ]");
    CHECK(malformed("{\"\xc3\xa9\":'a'}") == "line 1, column 6: unexpected '");
    CHECK(malformed("[1") == "line 1, column 3: the text ends too early");
    CHECK(malformed("\"abc") == "line 1, column 5: the text ends too early");
    CHECK(malformed("1 2") == "line 1, column 3: the value has ended, but the text goes on");
    CHECK(malformed("\xef\xbb\xbf{}").starts_with("line 1, column 1: "));
}

TEST_CASE("what is not JSON by its letter is refused")
{
    for (const std::string& each :
         {"nul"s,     "True"s,  "NaN"s,     "Infinity"s, "-Infinity"s, "01"s,         "+1"s,      ".5"s,
          "5."s,      "1e"s,    "-"s,       "0x10"s,     "'a'"s,       "{a:1}"s,      "[1,,2]"s,  "{\"a\":1,}"s,
          "{\"a\"}"s, "{1:2}"s, "// c\n1"s, "/**/1"s,    "\"\t\""s,    "\"\n\""s,     "\"\\x\""s, "\"\\u12\""s,
          "\"\0\""s,  "1\0"s,   "]"s,       "[}"s,       "{]"s,        "\"a\"\"b\""s, "[1]]"s}) {
        CAPTURE(each);
        CHECK(json_errors<boost::json::value>(each).starts_with("400 the JSON is malformed at line "));
    }
    CHECK_FALSE(json_errors<double>("1e99999999999999999999").empty()); // is malformed for Boost 1.81 only
}

TEST_CASE("texts that are not UTF-8 and lone surrogates are refused")
{
    for (const std::string& each :
         {"\xff"s, "\xc3"s, "\xc3("s, "\xa0"s, "\xc0\xaf"s, "\xe0\x80\xaf"s, "\xed\xa0\x80"s, "\xf4\x90\x80\x80"s,
          "\\ud800"s, "\\udc00"s, "\\ud800\\ud800"s, "\\ud800x"s, "\\udfff\\ud800"s}) {
        CAPTURE(each);
        CHECK(json_errors<std::string>('"' + each + '"').starts_with("400 the JSON is malformed at line 1, column "));
        CHECK(json_errors<std::map<std::string, int>>("{\"" + each + "\":1}").starts_with("400 "));
    }
}

TEST_CASE("JSON is read 64 deep, and as deep as an option says")
{
    CHECK(json_errors<boost::json::value>(nested(64)).empty());
    CHECK(malformed(nested(65)).ends_with(": more than 64 arrays and objects inside each other"));
    CHECK(malformed(std::string(1'000'000, '[')).ends_with(": more than 64 arrays and objects inside each other"));
    CHECK(json_errors<boost::json::value>(nested(3), json_options().depth(2))
              .ends_with("2 arrays and objects inside each other"));
    CHECK(json_errors<boost::json::value>(nested(256), json_options().depth(256)).empty());
    CHECK_THROWS_AS(json_options().depth(0), std::invalid_argument);
    CHECK_THROWS_AS(json_options().depth(257), std::invalid_argument);
}

TEST_CASE("a member that stands in an object twice is refused")
{
    CHECK(json_errors<point>(R"({"x":1,"y":2,"x":1})") == "400 the JSON has the member /x twice");
    CHECK(json_errors<segment>(R"({"to":null,"from":{"x":1,"\u0078":1}})") == "400 the JSON has the member /from/x twice");
    CHECK(json_errors<std::map<std::string, int>>(R"({"a":1,"a":1})") == "400 the JSON has the member /a twice");
    CHECK(json_errors<boost::json::value>(R"([{"a":1,"a":1}])") == "400 the JSON has the member \"a\" twice");
    CHECK(json_errors<point>(R"({"x":1,"z":1,"y":2,"z":1})").empty());
}

TEST_CASE("a text of very many values is read")
{
    std::string text = "[0";
    for (int i = 1; i < 200'000; ++i)
        text += ",0";
    CHECK(from_json<std::vector<short>>(text + "]").size() == 200'000);
}

TEST_SUITE_END();
