#include "http/parse/json_number.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <locale>
#include <sstream>
#include <string>
#include <system_error>
#include <version>

namespace plait::http::detail {

namespace {

// For what from_chars does not tell apart, numbers that are too large and too small; and for libc++, which has it for
// floating-point numbers from version 20 on only.
template <class Float>
std::optional<Float> slowly_read(std::string_view text)
{
    std::istringstream in{std::string(text)};
    in.imbue(std::locale::classic());
    Float number = 0;
    in >> number;
    if (std::abs(number) >= std::numeric_limits<Float>::max() && in.fail())
        return std::nullopt;
    return number;
}

template <class Float>
std::optional<Float> read_float(std::string_view text)
{
#ifdef __cpp_lib_to_chars
    Float number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed == std::errc())
        return number;
#endif
    return slowly_read<Float>(text);
}

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
