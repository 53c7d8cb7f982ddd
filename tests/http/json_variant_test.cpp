#include <plait/http/json.hpp>

#include "support/json.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

using namespace plait::http;

namespace {

struct circle {
    double radius = 0;
};
BOOST_DESCRIBE_STRUCT(circle, (), (radius))

struct box {
    double width = 0;
    double height = 0;
};
BOOST_DESCRIBE_STRUCT(box, (), (width, height))

using shape = std::variant<circle, box, std::string>;

enum class created_kind { created };
BOOST_DESCRIBE_ENUM(created_kind, created)
enum class deleted_kind { deleted };
BOOST_DESCRIBE_ENUM(deleted_kind, deleted)

struct created {
    created_kind kind = created_kind::created;
    int id = 0;
};
BOOST_DESCRIBE_STRUCT(created, (), (kind, id))

struct removed {
    deleted_kind kind = deleted_kind::deleted;
    int id = 0;
};
BOOST_DESCRIBE_STRUCT(removed, (), (kind, id))

// Two alternatives that look the same from outside, one inside the other.
struct left;
struct right;
using tree = std::variant<std::unique_ptr<left>, std::unique_ptr<right>>;
struct left {
    tree inner;
    int value = 0;
};
struct right {
    tree inner;
    std::string value;
};
BOOST_DESCRIBE_STRUCT(left, (), (inner, value))
BOOST_DESCRIBE_STRUCT(right, (), (inner, value))

} // namespace

TEST_SUITE_BEGIN("json_variant");

TEST_CASE("a variant is the first alternative that fits")
{
    using simple = std::variant<std::monostate, bool, int, double, std::string, std::vector<int>>;
    CHECK(from_json<simple>("null").index() == 0);
    CHECK(from_json<simple>("true").index() == 1);
    CHECK(std::get<int>(from_json<simple>("7")) == 7);
    CHECK(std::get<double>(from_json<simple>("7.5")) == 7.5);
    CHECK(std::get<double>(from_json<simple>("3000000000")) == 3e9);
    CHECK(std::get<std::string>(from_json<simple>("\"x\"")) == "x");
    CHECK(std::get<std::vector<int>>(from_json<simple>("[1]")) == std::vector{1});
    CHECK(from_json<std::optional<std::variant<int, std::string>>>("null") == std::nullopt);
}

TEST_CASE("of structs, a variant is the first whose members are there")
{
    CHECK(std::get<circle>(from_json<shape>(R"({"radius":1})")).radius == 1);
    CHECK(std::get<box>(from_json<shape>(R"({"width":1,"height":2})")).height == 2);
    CHECK(std::get<circle>(from_json<shape>(R"({"width":1,"height":2,"radius":3})")).radius == 3);
}

TEST_CASE("a member whose enumeration has one name tells the structs of a variant apart")
{
    using change = std::variant<created, removed>;
    CHECK(std::get<removed>(from_json<change>(R"({"kind":"deleted","id":1})")).id == 1);
    CHECK(std::get<created>(from_json<change>(R"({"id":1,"kind":"created"})")).id == 1);
    CHECK(
        json_errors<change>(R"({"id":1,"kind":"moved"})")
        == R"(: an object with "kind": "created", "id" or an object with "kind": "deleted", "id", not an object)");
}

TEST_CASE("if only one alternative can be meant, its own errors are told")
{
    CHECK(json_errors<shape>(R"({"radius":"1"})") == "/radius: a number, not the string \"1\"");
    CHECK(json_errors<std::variant<int, circle>>("{}") == "/radius: a number, not nothing");
    CHECK(json_errors<std::variant<int, std::vector<int>>>("[1,null]") == "/1: an integer, not null");
}

TEST_CASE("if no alternative can be meant, all are told")
{
    CHECK(json_errors<std::variant<int, std::string>>("1.5") == ": an integer or a string, not the number 1.5");
    CHECK(
        json_errors<std::vector<shape>>(R"([{"x":1},5])")
        == "/0: an object with \"radius\" or an object with \"width\", \"height\" or a string, not an object\n"
           "/1: an object with \"radius\" or an object with \"width\", \"height\" or a string, not the number 5");
}

TEST_CASE("variants inside variants take no more time than the text is long")
{
    std::string text = "null";
    for (int i = 0; i < 60; ++i)
        text = R"({"value":)" + std::string(i % 2 ? "1" : "\"1\"") + R"(,"inner":)" + text + "}";
    CHECK(json_errors<tree>(text).empty());
    std::string wrong = "true";
    for (int i = 0; i < 60; ++i)
        wrong = R"({"value":null,"inner":)" + wrong + "}";
    CHECK(json_errors<tree>(wrong) == R"(: an object with "inner", "value", not an object)");
}

TEST_SUITE_END();
