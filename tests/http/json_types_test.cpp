#include <plait/http/json.hpp>

#include "http/json_writer.hpp"
#include "support/json.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

using namespace plait::http;
using namespace std::string_literals;

namespace {

enum class color : std::int8_t { red = -1, green = 5 };
BOOST_DESCRIBE_ENUM(color, red, green)

struct named {
    std::string name;
    bool operator==(const named&) const = default;
};
BOOST_DESCRIBE_STRUCT(named, (), (name))

struct node : named {
    std::vector<node> children;
    std::unique_ptr<node> next;
    std::shared_ptr<const std::string> note;
};
BOOST_DESCRIBE_STRUCT(node, (named), (children, next, note))

struct choices {
    std::optional<int> one;
    std::optional<int> with_default = 7;
    std::optional<std::optional<int>> two;
};
BOOST_DESCRIBE_STRUCT(choices, (), (one, with_default, two))

struct defaults {
    int count = 3;
};
BOOST_DESCRIBE_STRUCT(defaults, (), (count))

// Each is inside an array inside the next, so that the types go 21 deep.
template <int Depth>
struct nesting {
    std::vector<nesting<Depth - 1>> inner;
    nesting<Depth - 1> one;
    bool operator==(const nesting&) const = default;
    BOOST_DESCRIBE_CLASS(nesting, (), (inner, one), (), ())
};
template <>
struct nesting<0> {
    std::optional<int> value;
    bool operator==(const nesting&) const = default;
    BOOST_DESCRIBE_CLASS(nesting, (), (value), (), ())
};

struct unmade {
    explicit unmade(int) {}
};
BOOST_DESCRIBE_STRUCT(unmade, (), ())

struct undescribed {};

template <class T>
void check_limits(const std::string& below, const std::string& above)
{
    using limits = std::numeric_limits<T>;
    CHECK(from_json<T>(std::to_string(limits::min())) == limits::min());
    CHECK(from_json<T>(std::to_string(limits::max())) == limits::max());
    const std::string range =
        "an integer from " + std::to_string(limits::min()) + " to " + std::to_string(limits::max());
    for (const std::string& each : {below, above, "1e300"s, "123456789012345678901234567890"s})
        CHECK(json_errors<T>(each) == ": " + range + ", not the number " + each);
}

} // namespace

TEST_SUITE_BEGIN("json_types");

TEST_CASE("numbers, texts and truths")
{
    CHECK(from_json<bool>("true"));
    CHECK_FALSE(from_json<bool>(" false\n"));
    CHECK(from_json<double>("-2.5e3") == -2500.0);
    CHECK(from_json<float>("0.1") == 0.1F);
    CHECK(from_json<std::string>(R"("a\u00e9\n\ud83d\ude00\u0000")") == "a\xc3\xa9\n\xf0\x9f\x98\x80\0"s);
    CHECK(from_json<std::string>(R"("")").empty());
    CHECK(from_json<color>(R"("red")") == color::red);
    CHECK(from_json<color>(R"("gr\u0065en")") == color::green);
}

TEST_CASE("an integer is read up to the limits of its type")
{
    check_limits<std::int8_t>("-129", "128");
    check_limits<std::uint8_t>("-1", "256");
    check_limits<std::int16_t>("-32769", "32768");
    check_limits<std::uint16_t>("-1", "65536");
    check_limits<std::int32_t>("-2147483649", "2147483648");
    check_limits<std::uint32_t>("-1", "4294967296");
    check_limits<std::int64_t>("-9223372036854775809", "9223372036854775808");
    check_limits<std::uint64_t>("-1", "18446744073709551616");
}

TEST_CASE("containers")
{
    CHECK(from_json<std::vector<int>>("[1, 2,3]") == std::vector{1, 2, 3});
    CHECK(from_json<std::vector<bool>>("[true,false]") == std::vector{true, false});
    CHECK(from_json<std::deque<std::string>>(R"(["a"])") == std::deque{"a"s});
    CHECK(from_json<std::list<double>>("[]").empty());
    CHECK(from_json<std::set<int>>("[3,1,3]") == std::set{1, 3});
    CHECK(from_json<std::array<int, 2>>("[1,2]") == std::array{1, 2});
    CHECK(json_errors<std::array<int, 2>>("[1]") == ": an array of 2 values, not an array of 1 value");
    CHECK(json_errors<std::array<int, 2>>("[1,\"a\"]") == "/1: an integer, not the string \"a\"");
    CHECK(from_json<std::map<std::string, int>>(R"({"b":2,"":1})") == std::map<std::string, int>{{"", 1}, {"b", 2}});
    CHECK(from_json<std::unordered_map<std::string, std::vector<int>>>(R"({"a":[1]})").at("a") == std::vector{1});
}

TEST_CASE("structs may have bases, and contain themselves")
{
    const auto read = from_json<node>(R"({"name":"a","children":[{"name":"b","children":[]}],"note":"n",
        "next":{"name":"c","next":null,"children":[]}})");
    CHECK(read.name == "a");
    REQUIRE(read.children.size() == 1);
    CHECK(read.children[0].name == "b");
    CHECK_FALSE(read.children[0].next);
    REQUIRE(read.next);
    CHECK(read.next->name == "c");
    REQUIRE(read.note);
    CHECK(*read.note == "n");
}

TEST_CASE("null and nothing are told apart")
{
    const auto nothing = from_json<choices>("{}");
    CHECK_FALSE(nothing.one);
    CHECK(nothing.with_default == 7);
    CHECK_FALSE(nothing.two);

    const auto nulls = from_json<choices>(R"({"one":null,"with_default":null,"two":null})");
    CHECK_FALSE(nulls.one);
    CHECK_FALSE(nulls.with_default);
    REQUIRE(nulls.two);
    CHECK_FALSE(*nulls.two);

    const auto values = from_json<choices>(R"({"one":1,"with_default":2,"two":3})");
    CHECK(values.one == 1);
    CHECK(values.with_default == 2);
    REQUIRE(values.two);
    CHECK(*values.two == 3);
}

TEST_CASE("structs may be ten deep inside each other")
{
    const nesting<10> empty;
    const std::string text = to_json(empty);
    CHECK(text.starts_with(R"({"inner":[],"one":{"inner":[],"one":{)"));
    CHECK(from_json<nesting<10>>(text) == empty);

    std::string deep = R"({"value":7})";
    std::string zero = R"({"value":null})";
    for (int i = 0; i < 10; ++i) {
        deep = R"({"inner":[)" + deep + R"(],"one":)" + zero + "}";
        zero = R"({"inner":[],"one":)" + zero + "}";
    }
    CHECK(to_json(from_json<nesting<10>>(deep)) == deep);
    CHECK(json_errors<nesting<10>>(deep.replace(deep.find('7'), 1, "true")).ends_with("/value: an integer, not true"));
}

TEST_CASE("a type that the compiler has not checked is an error, not a call of nothing")
{
    const auto read = []<class T>(std::string_view text, T value) {
        detail::read_json(text, {}, detail::json_type_of<T>, &value);
    };
    CHECK_THROWS_AS(read("1", std::optional<unmade>()), std::logic_error);
    CHECK_THROWS_AS(read("[null]", std::vector<std::unique_ptr<unmade>>(1)), std::logic_error);
    CHECK_THROWS_AS(read("{}", std::variant<unmade, int>(1)), std::logic_error);
    CHECK_THROWS_AS(read("\"x\"", std::string_view()), std::logic_error);
    CHECK_THROWS_AS(read("{}", undescribed()), http_error);

    const std::vector<undescribed> list(2);
    std::string out;
    CHECK_THROWS_WITH_AS(
        detail::json_writer(out).write(detail::json_type_of<std::vector<undescribed>>, &list),
        "json: the value at \"/0\" is of a type that JSON has nothing for", std::domain_error);
}

TEST_CASE("a value that a struct gives its member does not make the member optional")
{
    CHECK(json_errors<defaults>("{}") == "/count: an integer, not nothing");
}

TEST_CASE("a value of Boost.JSON is anything, as it is")
{
    const std::string text = R"({"a":[1,-1,18446744073709551615,1.5,1E30,true,false,null,"x\n"],"b":{}})";
    const auto value = from_json<boost::json::value>(text);
    CHECK(
        value
        == boost::json::value{
            {"a", {1, -1, 18446744073709551615U, 1.5, 1e30, true, false, nullptr, "x\n"}},
            {"b", boost::json::object()}});
    CHECK(from_json<boost::json::value>("-9223372036854775808") == INT64_MIN);
    CHECK(from_json<std::map<std::string, boost::json::value>>(text).at("b") == boost::json::object());
}

TEST_CASE("members that a struct does not have are ignored, or refused by option")
{
    const std::string text = R"({"name":"a","nam":1,"other":{"name":[]}})";
    CHECK(from_json<named>(text).name == "a");
    CHECK(
        json_errors<named>(text, json_options().refuse_unknown())
        == "/nam: no member of this name, not the number 1\n/other: no member of this name, not an object");
}

TEST_SUITE_END();
