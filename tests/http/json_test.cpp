#include <plait/http/json.hpp>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace plait::http;

TEST_SUITE_BEGIN("json");

TEST_CASE("an answer with a JSON value")
{
    const response made = json({{"hits", 3}, {"since", "today"}});

    CHECK(made.status() == status::ok);
    CHECK(made.content_type() == "application/json");
    CHECK(made.body() == R"({"hits":3,"since":"today"})");
}

TEST_CASE("braces are an object if each has a name and a value, else an array")
{
    CHECK(
        to_json({{"a", 1}, {std::string("b"), 2.5}, {std::string_view("c"), nullptr}})
        == R"({"a":1,"b":2.5,"c":null})");
    CHECK(to_json({{"a", 1}, {2, 3}}) == R"([["a",1],[2,3]])");
    CHECK(to_json({{"a", 1}, {"b", 2, 3}}) == R"([["a",1],["b",2,3]])");
    CHECK(to_json({"a", "b"}) == R"(["a","b"])");
    CHECK(to_json({{"a", {{"b", {true, {}}}}}}) == R"({"a":{"b":[true,{}]}})");
    CHECK(to_json({}) == "{}");
    CHECK(to_json({{static_cast<const char*>(nullptr), 1}}) == "[[null,1]]");
    CHECK(to_json({{std::string_view(), 1}}) == R"({"":1})");
}

TEST_CASE("in braces stands whatever can be JSON by itself")
{
    std::string name = "ada";
    const std::vector<int> marks{1, 2};
    const std::optional<int> none;
    const boost::json::value parsed = boost::json::parse("[1,{}]");

    CHECK(
        to_json({{"name", name}, {"marks", marks}, {"none", none}, {"parsed", parsed}})
        == R"({"name":"ada","marks":[1,2],"none":null,"parsed":[1,{}]})");
    CHECK(
        to_json({parsed.as_array(), boost::json::string("text"), name.data(), parsed.as_array().at(1).as_object()})
        == R"([[1,{}],"text","ada",{}])");
    CHECK(to_json({{"new", std::string(40, 'x') + "\xFF"}}) == R"({"new":")" + std::string(40, 'x') + "\uFFFD\"}");
}

TEST_CASE("what JSON does not have is refused by its place in the braces")
{
    const auto error_of = [](std::initializer_list<detail::json_item> braces) -> std::string {
        try {
            return to_json(braces);
        } catch (const std::domain_error& error) {
            return error.what();
        }
    };

    CHECK(error_of({{"a", {1, INFINITY}}}) == "json: the value at \"/a/1\" is infinite");
    CHECK(error_of({{"a", 1}, {"b", 2}, {std::string("a"), 3}}) == "json: the name \"a\" stands in an object twice");
    CHECK(error_of({{"a", 1}, {"a", 2, 3}}) == R"([["a",1],["a",2,3]])");
}

TEST_CASE("the status may be another, and the value any")
{
    CHECK(json({}, status::conflict).status() == status::conflict);
    CHECK(json(nullptr, status::conflict).status() == status::conflict);
    CHECK(json(nullptr).body() == "null");
    CHECK(json(3).body() == "3");
    CHECK(json("\"</script>\n").body() == R"("\"</script>\n")");
    CHECK(json(boost::json::parse("[1,2.5,{}]")).body() == "[1,2.5E0,{}]");
    CHECK(json(boost::json::array{1, 2}).body() == "[1,2]");
    CHECK(to_json(boost::json::parse("[1,2.5,{}]")) == "[1,2.5E0,{}]");
}

TEST_SUITE_END();
