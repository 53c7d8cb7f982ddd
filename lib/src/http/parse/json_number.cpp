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

#ifdef __cpp_lib_to_chars

// Whether a number that from_chars finds out of range is larger than 1, and not near 0. A stream would tell, too, but
// takes 1 us: a body full of such numbers would stop its loop.
bool is_large(std::string_view text)
{
    const std::size_t exponent_at = std::min(text.find_first_of("eE"), text.size());
    const std::string_view digits = text.substr(0, exponent_at);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t first = digits.find_first_of("123456789");
    if (first == std::string_view::npos)
        return false;
    std::int64_t exponent = 0;
    if (exponent_at < text.size()) {
        std::string_view written = text.substr(exponent_at + 1);
        written.remove_prefix(written.front() == '+');
        const bool is_negative = written.front() == '-';
        const auto [end, failed] = std::from_chars(written.data(), written.data() + written.size(), exponent);
        if (failed != std::errc())
            return !is_negative;
    }
    // A text of 256 MiB has fewer digits than that, so the sum does not overflow for an exponent that is cut.
    exponent = std::clamp(exponent, -(std::int64_t(1) << 40), std::int64_t(1) << 40);
    return static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) + exponent > 0;
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
    constexpr double most_exact = 9007199254740992; // 2^53; from there on a double may be the neighbour of the number
    const std::optional<double> read = double_number(digits);
    number.is_whole = !read || std::trunc(*read) == *read;
    number.fits = read && number.is_whole && *read <= most_exact;
    if (number.fits)
        number.magnitude = static_cast<std::uint64_t>(*read);
    return number;
}

} // namespace plait::http::detail
