#include <plait/http/json.hpp>

#include "support/json.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

using namespace plait::http;
using namespace std::string_literals;

namespace {

enum class level : std::uint16_t { low = 1, high = 60'000 };
BOOST_DESCRIBE_ENUM(level, low, high)

struct small {
    bool yes = false;
    std::int8_t a = 0;
    std::uint64_t b = 0;
    bool operator==(const small&) const = default;
};
BOOST_DESCRIBE_STRUCT(small, (), (yes, a, b))

struct large : small {
    std::string text;
    double number = 0;
    float less = 0;
    level height = level::low;
    std::optional<std::int64_t> maybe = 5;
    std::optional<std::optional<std::string>> twice;
    std::vector<small> list;
    std::vector<bool> bits;
    std::set<std::string> words;
    std::array<short, 3> three{};
    std::map<std::string, std::vector<std::optional<int>>> map;
    std::variant<std::monostate, bool, std::string, small> one;
    bool operator==(const large&) const = default;
};
BOOST_DESCRIBE_STRUCT(large, (small), (text, number, less, height, maybe, twice, list, bits, words, three, map, one))

class random_values {
public:
    explicit random_values(unsigned seed) : engine_(seed) {}

    std::uint64_t bits() { return engine_(); }
    std::size_t below(std::size_t count) { return bits() % count; }

    std::string text()
    {
        static const std::vector<std::string> parts{
            "a",
            "\"",
            "\\",
            "/",
            "\n",
            "\x1f",
            "\x7f",
            "\0"s,
            "\xc3\xa9",
            "\xe2\x80\xa8",
            "\xed\x9f\xbf",
            "\xf0\x9f\x98\x80",
            "</script>",
            "~1"};
        std::string made;
        for (std::size_t i = below(6); i > 0; --i)
            made += parts[below(parts.size())];
        return made;
    }

    template <class Float, class Bits>
    Float number()
    {
        Float made = 0;
        do
            made = std::bit_cast<Float>(static_cast<Bits>(bits()));
        while (!std::isfinite(made));
        return made;
    }

    small few()
    {
        small made;
        made.yes = below(2) == 0;
        made.a = static_cast<std::int8_t>(bits());
        made.b = bits() >> below(64);
        return made;
    }

    large all()
    {
        large made;
        static_cast<small&>(made) = few();
        made.text = text();
        made.number = number<double, std::uint64_t>();
        made.less = number<float, std::uint32_t>();
        made.height = below(2) ? level::low : level::high;
        made.maybe.reset();
        if (below(2))
            made.maybe = static_cast<std::int64_t>(bits());
        if (below(2))
            made.twice.emplace();
        if (made.twice && below(2))
            made.twice->emplace(text());
        for (std::size_t i = below(3); i > 0; --i) {
            made.list.push_back(few());
            made.bits.push_back(below(2) == 0);
            made.words.insert(text());
            made.map[text()] = {std::nullopt, static_cast<int>(bits())};
            made.three[i] = static_cast<short>(bits());
        }
        switch (below(4)) {
        case 1:
            made.one = true;
            break;
        case 2:
            made.one = text();
            break;
        case 3:
            made.one = few();
            break;
        default:;
        }
        return made;
    }

private:
    std::mt19937_64 engine_;
};

struct chain {
    std::unique_ptr<chain> next;
};
BOOST_DESCRIBE_STRUCT(chain, (), (next))

struct sensor {
    std::map<std::string, std::vector<double>> values;
};
BOOST_DESCRIBE_STRUCT(sensor, (), (values))

} // namespace

TEST_SUITE_BEGIN("json_round_trip");

TEST_CASE("what is written can be read again, and is the same")
{
    for (unsigned seed = 0; seed < 1000; ++seed) {
        CAPTURE(seed);
        const large value = random_values(seed).all();
        const std::string text = to_json(value);
        CAPTURE(text);
        const auto again = from_json<large>(text, json_options().refuse_unknown());
        CHECK(again == value);
        CHECK(std::signbit(again.number) == std::signbit(value.number));
        CHECK(to_json(again) == text);
        CHECK(from_json<large>(to_json(from_json<boost::json::value>(text))) == value);
    }
}

TEST_CASE("structs are objects, with an empty optional as null")
{
    CHECK(
        to_json(large())
        == R"({"yes":false,"a":0,"b":0,"text":"","number":0,"less":0,"height":"low","maybe":5,"list":[],"bits":[],)"
           R"("words":[],"three":[0,0,0],"map":{},"one":null})");
    large value;
    value.maybe.reset();
    value.twice.emplace();
    CHECK(to_json(value).find(R"("maybe":null,"twice":null,)") != std::string::npos);
}

TEST_CASE("views and literals are strings; what is not UTF-8 becomes U+FFFD")
{
    CHECK(to_json(std::vector<std::string_view>{"a", "\t"}) == R"(["a","\t"])");
    CHECK(to_json(std::vector<const char*>{"\x01", nullptr}) == R"(["\u0001",null])");
    const std::string replaced = "\xef\xbf\xbd";
    CHECK(
        to_json("a\xff\xc3z\xed\xa0\x80\xf0\x9f\x98"s)
        == "\"a" + replaced + replaced + "z" + replaced + replaced + replaced + replaced + replaced + replaced + '"');
}

TEST_CASE("an answer with JSON has the type and the status")
{
    const response made = json(std::vector<small>{small()}, status::created);
    CHECK(made.status() == status::created);
    CHECK(made.content_type() == "application/json");
    CHECK(made.body() == R"([{"yes":false,"a":0,"b":0}])");
    CHECK(json(std::map<std::string, int>{{"a", 1}}).body() == R"({"a":1})");
    CHECK(json(std::optional<small>()).body() == "null");
}

TEST_CASE("what JSON does not have is an error that names the place")
{
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK_THROWS_WITH_AS(
        (void)to_json(sensor{{{"a", {1, infinity}}}}), "json: the value at \"/values/a/1\" is infinite",
        std::domain_error);
    CHECK_THROWS_WITH_AS(
        (void)to_json(std::vector{std::nanf("")}), "json: the value at \"/0\" is no number", std::domain_error);
    for (const double wrong : {infinity, std::nan("")}) {
        const boost::json::value any{{"a", boost::json::array{1, wrong}}};
        CHECK_THROWS_AS((void)to_json(any), std::domain_error);
    }
    CHECK_THROWS_WITH_AS(
        (void)to_json(static_cast<level>(2)), "json: the value at \"\" is of an enumeration, and has no name there",
        std::domain_error);
}

TEST_CASE("a value that is too deep is an error, and no end of the stack")
{
    chain first;
    for (chain* last = &first; auto count : std::vector<int>(2000))
        last = (last->next = std::make_unique<chain>()).get() + count;
    CHECK_THROWS_AS((void)to_json(first), std::domain_error);
}

TEST_SUITE_END();
