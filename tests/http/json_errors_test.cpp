#include <plait/http/json.hpp>

#include "http/answer/error_answer.hpp"
#include "support/json.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace plait::http;

namespace {

enum class unit { piece, gram };
BOOST_DESCRIBE_ENUM(unit, piece, gram)
enum class letter { a, b, c, d, e, f, g, h, i, j, k, l };
BOOST_DESCRIBE_ENUM(letter, a, b, c, d, e, f, g, h, i, j, k, l)

struct item {
    std::string name;
    double price = 0;
    unit sold_by = unit::piece;
};
BOOST_DESCRIBE_STRUCT(item, (), (name, price, sold_by))

struct order {
    int id = 0;
    std::vector<item> items;
    std::optional<std::string> note;
    std::map<std::string, bool> flags;
};
BOOST_DESCRIBE_STRUCT(order, (), (id, items, note, flags))

// The counting of all that are alive shows how many a text can make.
struct counted {
    static inline int most = 0;
    static inline int alive = 0;
    counted() { most = std::max(most, ++alive); }
    counted(const counted&) : counted() {}
    counted& operator=(const counted&) = default;
    ~counted() { --alive; }
    int value = 0;
};
BOOST_DESCRIBE_STRUCT(counted, (), (value))

struct branch {
    std::map<std::string, branch> to;
    std::vector<int> leaves;
};
BOOST_DESCRIBE_STRUCT(branch, (), (to, leaves))

// The bytes of the answer to that text, which has more errors than are kept.
template <class T>
std::size_t answer_size(const std::string& text)
{
    try {
        (void)from_json<T>(text, json_options().refuse_unknown());
        FAIL("was read");
        return 0;
    } catch (const http_error& error) {
        CHECK(error.errors().size() == 20);
        return detail::answer_of(error, request(method::post, "/")).body().size();
    }
}

} // namespace

TEST_SUITE_BEGIN("json_errors");

TEST_CASE("all wrong values are told at once, each with its place")
{
    CHECK(
        json_errors<order>(R"({
            "id": "seven",
            "items": [{"name": "tea", "price": "3", "sold_by": "gram"}, {"name": null, "price": 1, "sold_by": "box"}, 5],
            "note": 1.5,
            "flags": {"a/b~c": 0, "": [], "ok": true}
        })")
        == "/id: an integer, not the string \"seven\"\n"
           "/items/0/price: a number, not the string \"3\"\n"
           "/items/1/name: a string, not null\n"
           "/items/1/sold_by: one of \"piece\", \"gram\", not the string \"box\"\n"
           "/items/2: an object, not the number 5\n"
           "/note: a string, not the number 1.5\n"
           "/flags/a~1b~0c: true or false, not the number 0\n"
           "/flags/: true or false, not an array of 0 values");
}

TEST_CASE("a member that is missing is told with what is expected")
{
    CHECK(
        json_errors<order>(R"({"items":[{}],"flags":{}})")
        == "/items/0/name: a string, not nothing\n"
           "/items/0/price: a number, not nothing\n"
           "/items/0/sold_by: one of \"piece\", \"gram\", not nothing\n"
           "/id: an integer, not nothing");
    CHECK(json_errors<order>("[]") == ": an object, not an array of 0 values");
}

TEST_CASE("the first 20 errors are kept, and all are counted")
{
    std::string text = "[0";
    for (int i = 0; i < 30'000; ++i)
        text += ",{}";
    try {
        (void)from_json<std::vector<int>>(text + "]");
        FAIL("was read");
    } catch (const http_error& error) {
        CHECK(error.status() == status::unprocessable_content);
        CHECK(error.detail() == "the JSON has 30000 wrong values; the first 20 are listed");
        REQUIRE(error.errors().size() == 20);
        CHECK(error.errors().back() == wrong_value{"/20", "an integer", "an object"});
    }
    try {
        (void)from_json<int>("null");
        FAIL("was read");
    } catch (const http_error& error) {
        CHECK(error.detail() == "the JSON has 1 wrong value");
    }
}

TEST_CASE("what has come is cut if it is long, between two characters")
{
    const std::string long_one(1000, '7');
    CHECK(
        json_errors<int>('"' + long_one + '"') == ": an integer, not the string \"" + long_one.substr(0, 40) + "...\"");
    CHECK(json_errors<std::string>(long_one) == ": a string, not the number " + long_one.substr(0, 40) + "...");
    const std::string ends_inside = std::string(39, 'x') + "\xc3\xa9";
    CHECK(
        json_errors<int>('"' + ends_inside + '"')
        == ": an integer, not the string \"" + std::string(39, 'x') + "...\"");
    CHECK(json_errors<letter>("1").ends_with("\"j\", ..., not the number 1"));
}

TEST_CASE("the answer is short, however long the names are that a client has chosen")
{
    const std::string name(1'000'000, '\x7f'); // each byte is "\u007f" in the answer
    std::string wrong = "[null";
    std::string unknown = "{\"value\":1";
    for (int i = 1; i < 30; ++i) {
        wrong += ",null";
        unknown += ",\"" + name + "\":0";
    }
    wrong += "]";
    CHECK(answer_size<std::map<std::string, std::vector<int>>>("{\"" + name + "\":" + wrong + "}") < 65'536);
    CHECK(answer_size<counted>(unknown + "}") < 65'536);

    std::string deep = R"({"to":{},"leaves":)" + wrong + "}";
    for (int i = 0; i < 30; ++i)
        deep = R"({"leaves":[],"to":{")" + name.substr(0, 100) + "\":" + deep + "}}";
    CHECK(answer_size<branch>(deep) < 200'000);
}

TEST_CASE("a name in a pointer is cut at 100 bytes, between two characters")
{
    using map = std::map<std::string, int>;
    const std::string name(100, 'n');
    CHECK(json_errors<map>("{\"" + name + "\":null}") == "/" + name + ": an integer, not null");
    CHECK(json_errors<map>("{\"" + name + "n\":null}") == "/" + name + "...: an integer, not null");
    const std::string ends_inside = '~' + std::string(98, 'x') + "\xc3\xa9";
    CHECK(
        json_errors<map>("{\"" + ends_inside + "\":null}")
        == "/~0" + std::string(98, 'x') + "...: an integer, not null");
}

TEST_CASE("a pointer of more than 1000 bytes is cut")
{
    std::string text = R"({"to":{},"leaves":[null]})";
    std::string pointer;
    for (int i = 0; i < 30; ++i)
        text = R"({"leaves":[],"to":{")" + std::string(96, 'n') + "\":" + text + "}}";
    for (int i = 0; i < 10; ++i)
        pointer += "/to/" + std::string(96, 'n');
    CHECK(json_errors<branch>(text) == pointer + "/to/...: an integer, not null");
}

TEST_CASE("after an error, no more elements are kept")
{
    std::string text = R"([{"value":"wrong"})";
    for (int i = 0; i < 1000; ++i)
        text += R"(,{"value":1})";
    counted::most = 0;
    CHECK_THROWS_AS((void)from_json<std::vector<counted>>(text + "]"), http_error);
    CHECK(counted::most == 1);
    CHECK(counted::alive == 0);
}

TEST_SUITE_END();
