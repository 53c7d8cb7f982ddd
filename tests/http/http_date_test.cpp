#include "http/parse/http_date.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <initializer_list>
#include <string_view>

using namespace std::chrono;
using plait::http::detail::parse_http_date;

namespace {

constexpr system_clock::time_point present = sys_days(2026y / 11 / 29);
constexpr sys_seconds of_rfc = sys_days(1994y / 11 / 6) + 8h + 49min + 37s;

} // namespace

TEST_SUITE_BEGIN("http_date");

TEST_CASE("a date is read in each of the three formats")
{
    struct row {
        std::string_view text;
        sys_seconds time;
    };
    for (const row& r : std::initializer_list<row>{
             {"Sun, 06 Nov 1994 08:49:37 GMT", of_rfc},
             {"Sunday, 06-Nov-94 08:49:37 GMT", of_rfc},
             {"Sun Nov  6 08:49:37 1994", of_rfc},
             {"Wed Nov 16 08:49:37 1994", of_rfc + days(10)},
             {"Thu, 01 Jan 1970 00:00:00 GMT", sys_seconds()},
             {"Thu, 29 Feb 2024 23:59:60 GMT", sys_days(2024y / 3 / 1)},
             {"Sat, 31 Dec 9999 23:59:59 GMT", sys_days(9999y / 12 / 31) + 24h - 1s},
             {"Mon, 01 Jan 0001 00:00:00 GMT", sys_days(1y / 1 / 1)},
         }) {
        CAPTURE(r.text);
        CHECK(parse_http_date(r.text, present) == r.time);
    }
}

TEST_CASE("a year of two digits is at most 50 years in the future")
{
    struct row {
        std::string_view text;
        year meant;
    };
    for (const row& r : std::initializer_list<row>{
             {"Sunday, 06-Nov-26 08:49:37 GMT", 2026y},
             {"Sunday, 06-Nov-27 08:49:37 GMT", 2027y},
             {"Sunday, 06-Nov-76 08:49:37 GMT", 2076y},
             {"Sunday, 06-Nov-77 08:49:37 GMT", 1977y},
             {"Sunday, 06-Nov-99 08:49:37 GMT", 1999y},
             {"Sunday, 06-Nov-00 08:49:37 GMT", 2000y},
         }) {
        CAPTURE(r.text);
        const auto read = parse_http_date(r.text, present);
        REQUIRE(read);
        CHECK(year_month_day(floor<days>(*read)).year() == r.meant);
    }
}

TEST_CASE("a text that is no date is none")
{
    for (const std::string_view text : {
             "",
             "0",
             "Sun",
             "now",
             "1994-11-06T08:49:37Z",
             "Sun, 06 Nov 1994 08:49:37",
             "Sun, 06 Nov 1994 08:49:37 GMT ",
             " Sun, 06 Nov 1994 08:49:37 GMT",
             "Sun, 06 Nov 1994 08:49:37 CET",
             "Sun, 06 Nov 1994 08:49:37 +0000",
             "sun, 06 Nov 1994 08:49:37 GMT",
             "Sun, 6 Nov 1994 08:49:37 GMT",
             "Sun, 06 Nov 94 08:49:37 GMT",
             "Sun, 06 nov 1994 08:49:37 GMT",
             "Sun, 06-Nov-94 08:49:37 GMT",
             "Sunday, 06 Nov 1994 08:49:37 GMT",
             "Sunday, 06-Nov-1994 08:49:37 GMT",
             "Sunday Nov  6 08:49:37 1994",
             "Sun Nov 6 08:49:37 1994",
             "Sun Nov 06 08:49:37 1994 GMT",
             "Sun, 30 Feb 1994 08:49:37 GMT",
             "Sun, 00 Nov 1994 08:49:37 GMT",
             "Sun, 06 Nov 1994 24:00:00 GMT",
             "Sun, 06 Nov 1994 08:60:37 GMT",
             "Sun, 06 Nov 1994 08:49:61 GMT",
             "Sun, 06 Nov -994 08:49:37 GMT",
             "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
         }) {
        CAPTURE(text);
        CHECK_FALSE(parse_http_date(text, present));
    }
}

TEST_SUITE_END();
