#include <plait/http/described_enum.hpp>

#include "http/route/route_table.hpp"
#include <plait/http/http_error.hpp>
#include <plait/http/request.hpp>

#include <boost/describe/enum.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace plait::http;

namespace {

enum class order { oldest, newest };
BOOST_DESCRIBE_ENUM(order, oldest, newest)

enum light : unsigned char { red = 7, green };
BOOST_DESCRIBE_ENUM(light, red, green)

template <class T>
std::optional<T> queried(const std::string& value)
{
    return request(method::get, "/?a=1&x" + value).query<T>("x");
}

/// What is wrong with a value of the query, as the client is told.
template <class T>
wrong_value refused(const std::string& value)
{
    try {
        (void)queried<T>(value);
    } catch (const http_error& error) {
        CHECK(error.status() == status::bad_request);
        CHECK(error.detail() == "the parameter x of the query is wrong");
        REQUIRE(error.errors().size() == 1);
        return error.errors()[0];
    }
    return {};
}

template <class T>
T parameter_of(const char* pattern, const char* target)
{
    detail::route_table table;
    table.add(method::get, pattern);
    request request(method::get, target);
    REQUIRE(table.find(request).what == detail::route_table::found::kind::route);
    return request.parameter<T>("x");
}

} // namespace

TEST_SUITE_BEGIN("values of a request");

TEST_CASE("query gives integers of every type")
{
    CHECK(queried<int>("=7") == 7);
    CHECK(queried<int>("=-7") == -7);
    CHECK(queried<int>("=007") == 7);
    CHECK(queried<int>("=%37%31") == 71);
    CHECK(queried<signed char>("=-128") == -128);
    CHECK(queried<std::uint8_t>("=255") == 255);
    CHECK(queried<short>("=-32768") == -32768);
    CHECK(queried<std::uint16_t>("=65535") == 65535);
    CHECK(queried<unsigned>("=4294967295") == 4294967295U);
    CHECK(queried<long>("=-5") == -5);
    CHECK(queried<long long>("=-9223372036854775808") == std::numeric_limits<long long>::min());
    CHECK(queried<std::uint64_t>("=18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
    CHECK(queried<unsigned long long>("=-0") == 0);
    CHECK(request(method::get, "/?y=1").query<int>("x") == std::nullopt);
    const request request(method::get, "/users?page=3");
    const int page = request.query<int>("page").value_or(1);
    CHECK(page == 3);
}

TEST_CASE("a text of the query that is no integer of the type is a 400 that says what it should be")
{
    for (const char* text :
         {"=", "", "=x", "=7x", "=7.0", "=+7", "=%2b7", "=0x7", "=%207", "=7%20", "=-", "=--7", "=1e3"}) {
        CAPTURE(text);
        CHECK(refused<int>(text).expected == "an integer from -2147483648 to 2147483647");
    }
    CHECK(refused<int>("=two") == wrong_value{"/x", "an integer from -2147483648 to 2147483647", "two"});
    CHECK(refused<int>("=2147483648").got == "2147483648");
    CHECK(refused<int>("=-2147483649").got == "-2147483649");
    CHECK(refused<signed char>("=128") == wrong_value{"/x", "an integer from -128 to 127", "128"});
    CHECK(refused<std::uint8_t>("=256") == wrong_value{"/x", "an integer from 0 to 255", "256"});
    CHECK(refused<unsigned>("=-1") == wrong_value{"/x", "an integer from 0 to 4294967295", "-1"});
    CHECK(refused<std::uint64_t>("=18446744073709551616").expected == "an integer from 0 to 18446744073709551615");
    CHECK(
        refused<std::int64_t>("=9223372036854775808").expected
        == "an integer from -9223372036854775808 to 9223372036854775807");
    CHECK(refused<std::int64_t>("=-9223372036854775809").got == "-9223372036854775809");
    CHECK(refused<std::int64_t>("=" + std::string(1000, '9')).got == std::string(40, '9') + "...");
}

TEST_CASE("the pointer of a wrong value is the name of the parameter, as JSON Pointer writes it")
{
    try {
        (void)request(method::get, "/?a/b~c=x").query<int>("a/b~c");
        FAIL("nothing was thrown");
    } catch (const http_error& error) {
        CHECK(error.errors().at(0).pointer == "/a~1b~0c");
    }
    try {
        (void)request(method::get, "/?" + std::string(200, 'a') + "=x").query<int>(std::string(200, 'a'));
        FAIL("nothing was thrown");
    } catch (const http_error& error) {
        CHECK(error.errors().at(0).pointer == "/" + std::string(100, 'a') + "...");
        CHECK(error.detail().size() < 200);
    }
}

TEST_CASE("query gives doubles, which are written as browsers write numbers")
{
    CHECK(queried<double>("=2.5") == 2.5);
    CHECK(queried<double>("=-0.125") == -0.125);
    CHECK(queried<double>("=7") == 7.0);
    CHECK(queried<double>("=.5") == 0.5);
    CHECK(queried<double>("=-.5e1") == -5.0);
    CHECK(queried<double>("=1e3") == 1000.0);
    CHECK(queried<double>("=1.5E-1") == 0.15);
    CHECK(queried<double>("=1e%2B2") == 100.0);
    CHECK(queried<double>("=0.1") == 0.1); // to the last bit
    for (const char* text :
         {"", "=x", "=nan", "=inf", "=-inf", "=0x1p3", "=1,5", "=.", "=-.", "=.e1", "=5.", "=1e", "=%2b1", "=1%20",
          "=1e999", "=-1e999"}) {
        CAPTURE(text);
        CHECK(refused<double>(text).expected == "a number");
    }
}

TEST_CASE("query gives bools: a parameter without a value is true")
{
    for (const char* text : {"", "=", "=true", "=1", "=on"})
        CHECK(queried<bool>(text) == true);
    for (const char* text : {"=false", "=0", "=off"})
        CHECK(queried<bool>(text) == false);
    CHECK(request(method::get, "/?y").query<bool>("x") == std::nullopt);
    for (const char* text : {"=True", "=2", "=x", "=yes"})
        CHECK(refused<bool>(text).expected == "true or false");
}

TEST_CASE("query gives enums of the program, by their names")
{
    CHECK(queried<order>("=oldest") == order::oldest);
    CHECK(queried<light>("=green") == green);
    CHECK(refused<order>("=Oldest") == wrong_value{"/x", "one of oldest, newest", "Oldest"});
    CHECK(refused<light>("=7") == wrong_value{"/x", "one of red, green", "7"});
    CHECK(refused<light>("").got.empty());
    const request request(method::get, "/news?order=oldest");
    const order by = request.query<order>("order").value_or(order::newest);
    CHECK(by == order::oldest);
}

TEST_CASE("query_all gives all values of a name, in their order")
{
    const request request(method::get, "/?id=3&x=1&id=7&%69d=9&id");
    CHECK(request.query_all("id") == std::vector<std::string>{"3", "7", "9", ""});
    CHECK(request.query_all("none").empty());
    CHECK(plait::http::request(method::get, "/users?id=3&id=7").query_all<int>("id") == std::vector{3, 7});
    CHECK_THROWS_AS((void)request.query_all<int>("id"), http_error);
    CHECK(plait::http::request(method::get, "/?b&b=0").query_all<bool>("b") == std::vector{true, false});
}

TEST_CASE("parameter gives what query gives; what is wrong is a 404, as there is no such page")
{
    CHECK(parameter_of<double>("/{x}", "/2.5") == 2.5);
    CHECK(parameter_of<bool>("/{x}", "/false") == false);
    CHECK(parameter_of<order>("/{x}", "/newe%73t") == order::newest);
    CHECK(parameter_of<std::uint64_t>("/{x}", "/18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
    CHECK(parameter_of<std::uint8_t>("/{x:int}", "/%32%35%35") == 255);

    const auto detail_of = [](auto read) -> std::string {
        try {
            read();
        } catch (const http_error& error) {
            CHECK(error.status() == status::not_found);
            return error.detail();
        }
        return {};
    };
    CHECK(
        detail_of([] { (void)parameter_of<order>("/{x}", "/best"); })
        == "the parameter {x} is 'best', not one of oldest, newest");
    CHECK(detail_of([] { (void)parameter_of<double>("/{x}", "/nan"); }) == "the parameter {x} is 'nan', not a number");
    CHECK(
        detail_of([] { (void)parameter_of<bool>("/{x}", "/maybe"); })
        == "the parameter {x} is 'maybe', not true or false");
    CHECK(
        detail_of([] { (void)parameter_of<int>("/{x}", "/12345678901234567890123"); })
        == "the parameter {x} is 12345678901234567890123, which an integer of 32 bits cannot hold");
    CHECK_THROWS_AS((void)parameter_of<int>("/{x}", "/seven"), std::out_of_range); // the pattern should say :int
}

TEST_SUITE_END();
