#include "http/connection/date.hpp"

#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string_view>

using namespace std::chrono;
using namespace std::chrono_literals;
using namespace plait::http::detail;
using plait::awaitable;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

std::string formatted(system_clock::time_point time)
{
    const date_text text = format_date(time);
    return {text.data(), text.size()};
}

} // namespace

TEST_SUITE_BEGIN("date");

TEST_CASE("a date is an IMF-fixdate of RFC 9110")
{
    struct row {
        const char* name;
        system_clock::time_point time;
        const char* text;
    };
    for (const row& r : {
             row{"the example of RFC 9110", sys_days(1994y / 11 / 6) + 8h + 49min + 37s, "Sun, 06 Nov 1994 08:49:37 GMT"},
             row{"the epoch", system_clock::time_point(), "Thu, 01 Jan 1970 00:00:00 GMT"},
             row{"before the epoch", system_clock::time_point() - 1ms, "Wed, 31 Dec 1969 23:59:59 GMT"},
             row{"parts of a second", sys_days(2000y / 1 / 1) + 999ms, "Sat, 01 Jan 2000 00:00:00 GMT"},
             row{"a leap day", sys_days(2024y / 2 / 29) + 23h + 59min + 59s, "Thu, 29 Feb 2024 23:59:59 GMT"},
             row{"a century without a leap day", sys_days(2100y / 3 / 1), "Mon, 01 Mar 2100 00:00:00 GMT"},
             row{"the last month", sys_days(2026y / 12 / 31) + 12h, "Thu, 31 Dec 2026 12:00:00 GMT"},
         }) {
        CAPTURE(r.name);
        CHECK(formatted(r.time) == r.text);
    }
}

TEST_CASE("every weekday and month has its name")
{
    const char* weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

    for (unsigned i = 0; i < 7; ++i)
        CHECK(formatted(sys_days(2023y / 1 / 1) + days(i)).substr(0, 3) == weekdays[i]);
    for (unsigned i = 0; i < 12; ++i)
        CHECK(formatted(sys_days(2023y / month(i + 1) / 1)).substr(8, 3) == months[i]);
}

TEST_CASE("the date of now is written once a second, when the second changes")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        date_cache date;
        co_await plait::sleep_for(300ms);
        const std::string_view first = date.at(clock.now());
        CHECK(first == "Sat, 01 Jan 2000 00:00:00 GMT");

        // While it is not stale it does not look at the clock: a date of the past is told again.
        co_await plait::sleep_for(700ms);
        CHECK(date.at(clock.now() - 1ns) == "Sat, 01 Jan 2000 00:00:00 GMT");

        CHECK(date.at(clock.now()) == "Sat, 01 Jan 2000 00:00:01 GMT"); // 1 s on the wall, 0.7 s after the first
        co_await plait::sleep_for(24h);
        CHECK(date.at(clock.now()) == "Sun, 02 Jan 2000 00:00:01 GMT");
    });
}

TEST_SUITE_END();
