#include "http/connection/date.hpp"

#include <plait/detail/kernel/timer_queue.hpp>

#include <algorithm>

namespace plait::http::detail {

namespace {

void two_digits(char* to, unsigned value) noexcept
{
    to[0] = static_cast<char>('0' + value / 10);
    to[1] = static_cast<char>('0' + value % 10);
}

} // namespace

date_text format_date(std::chrono::system_clock::time_point time) noexcept
{
    using namespace std::chrono;
    constexpr std::string_view weekdays = "SunMonTueWedThuFriSat";
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    const sys_days day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock_time(floor<seconds>(time - day));
    const auto year = static_cast<unsigned>(static_cast<int>(date.year()));

    date_text text;
    std::ranges::copy(std::string_view("Sun, 06 Nov 1994 08:49:37 GMT"), text.begin());
    weekdays.copy(text.data(), 3, 3 * weekday(day).c_encoding());
    two_digits(&text[5], static_cast<unsigned>(date.day()));
    months.copy(&text[8], 3, 3 * (static_cast<unsigned>(date.month()) - 1));
    two_digits(&text[12], year / 100);
    two_digits(&text[14], year % 100);
    two_digits(&text[17], static_cast<unsigned>(clock_time.hours().count()));
    two_digits(&text[20], static_cast<unsigned>(clock_time.minutes().count()));
    two_digits(&text[23], static_cast<unsigned>(clock_time.seconds().count()));
    return text;
}

void date_cache::refresh(clock::time_point now) noexcept
{
    using namespace std::chrono;
    const system_clock::time_point wall = clock::wall_now();
    text_ = format_date(wall);
    stale_ = plait::detail::later(now, duration_cast<clock::duration>(floor<seconds>(wall) + seconds(1) - wall));
}

} // namespace plait::http::detail
