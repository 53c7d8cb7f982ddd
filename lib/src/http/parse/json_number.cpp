#include "http/parse/json_number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <locale>
#include <sstream>
#include <string>
#include <system_error>
#include <version>

namespace plait::http::detail {

namespace {

constexpr std::string_view no_zeros = "123456789";

/// Where the digits of a number stand. Its value is that of its digits, each by the power of ten at which it stands.
class decimal {
public:
    explicit decimal(std::string_view text) noexcept
        : digits_(text.substr(0, text.find_first_of("eE"))), point_(std::min(digits_.find('.'), digits_.size()))
    {
        if (digits_.size() == text.size())
            return;
        std::string_view written = text.substr(digits_.size() + 1);
        written.remove_prefix(written.front() == '+');
        // A text of 256 MiB has fewer digits than that, so a sum with an exponent that is cut does not overflow.
        constexpr std::int64_t most = std::int64_t(1) << 40;
        if (std::from_chars(written.data(), written.data() + written.size(), exponent_).ec != std::errc())
            exponent_ = written.front() == '-' ? -most : most;
        exponent_ = std::clamp(exponent_, -most, most);
    }

    [[nodiscard]] std::string_view digits() const noexcept { return digits_; } // with the sign and the point
    [[nodiscard]] std::size_t first() const noexcept { return digits_.find_first_of(no_zeros); } // npos: it is 0
    [[nodiscard]] std::size_t last() const noexcept { return digits_.find_last_of(no_zeros); }
    [[nodiscard]] std::int64_t power_of(std::size_t at) const noexcept
    {
        return static_cast<std::int64_t>(point_) - static_cast<std::int64_t>(at) - (at < point_ ? 1 : 0) + exponent_;
    }

private:
    std::string_view digits_;
    std::size_t point_;
    std::int64_t exponent_ = 0;
};

#ifdef __cpp_lib_to_chars

// Whether a number that from_chars finds out of range is larger than 1, and not near 0. A stream would tell, too, but
// takes 1 us: a body full of such numbers would stop its loop.
bool is_large(std::string_view text)
{
    const decimal number(text);
    return number.first() != std::string_view::npos && number.power_of(number.first()) >= 0;
}

template <class Float>
std::optional<Float> read_float(std::string_view text)
{
    Float number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed == std::errc())
        return number;
    if (is_large(text))
        return std::nullopt;
    return text.front() == '-' ? -Float(0) : Float(0);
}

#else // libc++ has from_chars for floating-point numbers from version 20 on only

template <class Float>
std::optional<Float> read_float(std::string_view text)
{
    std::istringstream in{std::string(text)};
    in.imbue(std::locale::classic());
    Float number = 0;
    in >> number;
    if (std::abs(number) >= std::numeric_limits<Float>::max() && in.fail())
        return std::nullopt;
    return number;
}

#endif

} // namespace

std::optional<double> double_number(std::string_view text)
{
    return read_float<double>(text);
}

std::optional<float> float_number(std::string_view text)
{
    return read_float<float>(text);
}

json_whole whole_number(std::string_view text)
{
    json_whole number;
    number.is_negative = text.front() == '-';
    const std::string_view digits = text.substr(number.is_negative);
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number.magnitude);
    if (end == digits.data() + digits.size()) {
        number.is_whole = true;
        number.fits = failed == std::errc();
        return number;
    }
    // It has a point, an exponent, or too many digits. A double would round what it cannot hold.
    const decimal written(digits);
    const std::size_t last = written.last();
    number.is_whole = last == std::string_view::npos || written.power_of(last) >= 0;
    if (!number.is_whole)
        return number;
    number.fits = true;
    number.magnitude = 0;
    if (last == std::string_view::npos)
        return number;
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    const auto append = [&number](unsigned digit) {
        number.fits = number.magnitude <= (most - digit) / 10;
        number.magnitude = number.magnitude * 10 + digit;
    };
    for (std::size_t at = written.first(); number.fits && at <= last; ++at)
        if (written.digits()[at] != '.')
            append(static_cast<unsigned>(written.digits()[at] - '0'));
    for (std::int64_t zeros = written.power_of(last); number.fits && zeros > 0; --zeros)
        append(0);
    return number;
}

} // namespace plait::http::detail
