#include <plait/http/json.hpp>

#include "support/json.hpp"

#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <variant>

using namespace plait::http;
using namespace std::string_literals;

TEST_SUITE_BEGIN("json, numbers");

TEST_CASE("an integer may be written with a point or an exponent; what is not whole is never rounded")
{
    CHECK(from_json<int>("3.0") == 3);
    CHECK(from_json<int>("-3e2") == -300);
    CHECK(from_json<unsigned>("-0") == 0);
    CHECK(from_json<unsigned>("-0.0") == 0);
    CHECK(from_json<std::int64_t>("9007199254740992.0") == 9007199254740992);
    CHECK(from_json<std::int64_t>("9007199254740993.0") == 9007199254740993); // no double is that number
    CHECK(from_json<std::int64_t>("-922337203685477580.8e1") == std::numeric_limits<std::int64_t>::min());
    CHECK(from_json<std::uint64_t>("1844674407370955161500e-2") == std::numeric_limits<std::uint64_t>::max());
    CHECK(from_json<std::uint64_t>("1e19") == 10'000'000'000'000'000'000U);
    CHECK(from_json<int>("0.0003E+4") == 3);
    CHECK(from_json<int>("30e-1") == 3);
    CHECK(from_json<int>("0e-999") == 0);
    CHECK(from_json<int>("0.000e2000000000") == 0);
    const std::string zeros(500, '0');
    CHECK(from_json<int>("7" + zeros + "e-500") == 7);
    CHECK(from_json<int>("0." + zeros + "7e501") == 7);
    for (const std::string& each :
         {"3.5"s, "1e-3"s, "1e-5"s, "15e-1"s, "1e-999"s, "-1e-999"s, "1e-2000000000"s, "0.5e-400"s,
          "4503599627370497.5"s, "1.00000000000000000001"s, "0.99999999999999999999"s, "0." + zeros + "1",
          "1" + zeros + ".1", "1." + zeros + "1"}) {
        CAPTURE(each);
        CHECK(json_errors<int>(each).starts_with(": an integer, not the number "));
        CHECK(json_errors<std::uint64_t>(each).starts_with(": an integer, not the number "));
        CHECK(json_errors<std::variant<int, std::string>>(each).starts_with(": an integer or a string, not"));
    }
    for (const std::string& each :
         {"18446744073709551616.0"s, "1844674407370955161.6e1"s, "1e20"s, "1e999"s, "1E2000000000"s, "1" + zeros,
          "0." + zeros + "1e999"}) {
        CAPTURE(each);
        CHECK(json_errors<std::uint64_t>(each).starts_with(": an integer from 0 to 18446744073709551615"));
    }
}

TEST_CASE("a double is the nearest; one that is too large is refused")
{
    CHECK(from_json<double>("9007199254740993") == 9007199254740992.0);
    CHECK(from_json<double>("0.1e1") == 1.0);
    CHECK(from_json<double>("2.2250738585072011e-308") == 2.2250738585072011e-308);
    CHECK(from_json<double>("1.7976931348623157e308") == std::numeric_limits<double>::max());
    CHECK(from_json<double>("1e-999") == 0.0);
    CHECK(std::signbit(from_json<double>("-1e-999")));
    CHECK(from_json<float>("1e-60") == 0.0F);
    CHECK(from_json<double>("5e-324") == std::numeric_limits<double>::denorm_min());
    CHECK(from_json<float>("1.5e-45") == std::numeric_limits<float>::denorm_min());
    CHECK(from_json<double>("0e999") == 0.0);
    CHECK(from_json<double>("123456789.123456789e-5") == 123456789.123456789e-5);
    CHECK(json_errors<double>("1e999") == ": a smaller number, not the number 1e999");
    CHECK(json_errors<float>("-1e39") == ": a smaller number, not the number -1e39");
    CHECK(json_errors<double>("\"1\"") == ": a number, not the string \"1\"");
}

TEST_CASE("a number that is out of range is 0 or too large by where its first digit stands")
{
    const std::string zeros(500, '0');
    const std::string nines(500, '9');
    for (const std::string& each :
         {"0." + zeros + "1", nines + "e-1000", "0." + zeros + "1e+100", "-0." + zeros + "1e1", "1E-2000000000"s}) {
        CAPTURE(each);
        CHECK(from_json<double>(each) == 0.0);
        CHECK(from_json<boost::json::value>(each).as_double() == 0.0);
        CHECK(std::get<double>(from_json<std::variant<std::string, double>>(each)) == 0.0);
    }
    for (const std::string& each :
         {nines, nines + ".5", nines + "e-100", "-" + nines + "E+5", "0." + zeros + "1e1000", "1E2000000000"s}) {
        CAPTURE(each);
        CHECK(json_errors<double>(each).starts_with(": a smaller number, not the number "));
        CHECK_FALSE(json_errors<boost::json::value>(each).empty());
        CHECK(json_errors<std::variant<std::string, double>>(each).find("a smaller number") != std::string::npos);
    }
}

TEST_SUITE_END();
