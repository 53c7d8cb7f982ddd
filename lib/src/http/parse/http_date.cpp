#include "http/parse/http_date.hpp"

#include <array>
#include <cstddef>

namespace plait::http::detail {

namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> weekday_names{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                        "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::size_t short_name = 3; // letters of a weekday

/// Takes the parts of a date off its text. After the first part that is not there, nothing is taken any more.
class date_reader {
public:
    explicit date_reader(std::string_view text) noexcept : rest_(text) {}

    bool skip(std::string_view constant) noexcept
    {
        if (!rest_.starts_with(constant))
            return false;
        rest_.remove_prefix(constant.size());
        return true;
    }
    void expect(std::string_view constant) noexcept { good_ = skip(constant) && good_; }

    /// Returns whether it is a whole name, as in the second format.
    bool take_weekday() noexcept
    {
        for (const std::string_view name : weekday_names) {
            if (skip(name))
                return true;
            if (skip(name.substr(0, short_name)))
                return false;
        }
        good_ = false;
        return false;
    }
    month take_month() noexcept
    {
        for (unsigned i = 0; i < month_names.size(); ++i)
            if (skip(month_names[i]))
                return month(i + 1);
        good_ = false;
        return {};
    }
    unsigned take_digits(std::size_t count) noexcept
    {
        if (rest_.size() < count) {
            good_ = false;
            return 0;
        }
        unsigned number = 0;
        for (const char each : rest_.substr(0, count)) {
            good_ = good_ && each >= '0' && each <= '9';
            number = 10 * number + static_cast<unsigned char>(each) - '0';
        }
        rest_.remove_prefix(count);
        return number;
    }
    /// Takes "08:49:37". A second may be a leap second.
    seconds take_time() noexcept
    {
        const unsigned hour = take_digits(2);
        expect(":");
        const unsigned minute = take_digits(2);
        expect(":");
        const unsigned second = take_digits(2);
        good_ = good_ && hour < 24 && minute < 60 && second <= 60;
        return hours(hour) + minutes(minute) + seconds(second);
    }
    [[nodiscard]] bool is_whole() const noexcept { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

/// The year that ends in these two digits and is at most 50 years after `now`.
year year_of(unsigned two_digits, system_clock::time_point now) noexcept
{
    const int this_year = static_cast<int>(year_month_day(floor<days>(now)).year());
    const int found = this_year - this_year % 100 + 100 + static_cast<int>(two_digits);
    return year(found - (found - this_year + 49) / 100 * 100);
}

} // namespace

std::optional<sys_seconds> parse_http_date(std::string_view text, system_clock::time_point now) noexcept
{
    date_reader from(text);
    day day_of_month{};
    month month_of_year{};
    year of_year{};
    seconds time{};
    const bool is_long = from.take_weekday();
    if (from.skip(" ")) {
        month_of_year = from.take_month();
        from.expect(" ");
        day_of_month = day(from.take_digits(from.skip(" ") ? 1 : 2));
        from.expect(" ");
        time = from.take_time();
        from.expect(" ");
        of_year = year(static_cast<int>(from.take_digits(4)));
        if (is_long)
            return std::nullopt;
    } else {
        const std::string_view hyphen = is_long ? "-" : " ";
        from.expect(", ");
        day_of_month = day(from.take_digits(2));
        from.expect(hyphen);
        month_of_year = from.take_month();
        from.expect(hyphen);
        of_year = is_long ? year_of(from.take_digits(2), now) : year(static_cast<int>(from.take_digits(4)));
        from.expect(" ");
        time = from.take_time();
        from.expect(" GMT");
    }
    const year_month_day date(of_year, month_of_year, day_of_month);
    if (!from.is_whole() || !date.ok())
        return std::nullopt;
    return sys_days(date) + time;
}

} // namespace plait::http::detail
