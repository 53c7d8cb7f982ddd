#include <plait/http/detail/text_value.hpp>

#include <algorithm>
#include <charconv>
#include <locale>
#include <sstream>
#include <system_error>

namespace plait::http::detail {

namespace {

/// Whether the text is a number as browsers send it (HTML's "valid floating-point number"), or has zeros at the start: no
/// sign but -, no "inf", no "0x1p3".
bool is_decimal(std::string_view text) noexcept
{
    const auto take_digits = [&] {
        const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
        text.remove_prefix(count);
        return count > 0;
    };
    if (text.starts_with('-'))
        text.remove_prefix(1);
    bool right = take_digits();
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        right = take_digits();
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') || text.starts_with('-'))
            text.remove_prefix(1);
        right = take_digits() && right;
    }
    return right && text.empty();
}

} // namespace

std::optional<std::uint64_t> read_integer(std::string_view text, unsigned bits, bool is_signed) noexcept
{
    const bool is_negative = text.starts_with('-');
    const std::string_view digits = text.substr(is_negative ? 1 : 0);
    std::uint64_t size = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (failed != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    const std::uint64_t most = ~std::uint64_t(0) >> (64 - bits + (is_signed ? 1 : 0));
    if (size > (is_negative ? (is_signed ? most + 1 : 0) : most))
        return std::nullopt;
    return is_negative ? ~size + 1 : size;
}

std::string expected_integer(unsigned bits, bool is_signed)
{
    const std::uint64_t most = ~std::uint64_t(0) >> (64 - bits + (is_signed ? 1 : 0));
    return "an integer from " + (is_signed ? "-" + std::to_string(most + 1) : "0") + " to " + std::to_string(most);
}

std::optional<double> text_value<double>::read(std::string_view text)
{
    if (!is_decimal(text))
        return std::nullopt;
    double value = 0;
#ifdef __cpp_lib_to_chars
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
        return std::nullopt;
#else // libc++ before 20 has no std::from_chars of a double; strtod would follow the program's locale
    std::istringstream stream{std::string(text)};
    stream.imbue(std::locale::classic());
    if (!(stream >> value))
        return std::nullopt;
#endif
    return value;
}

std::string text_value<double>::expected()
{
    return "a number";
}

std::optional<bool> text_value<bool>::read(std::string_view text) noexcept
{
    if (text == "true" || text == "1" || text == "on" || text.empty())
        return true;
    if (text == "false" || text == "0" || text == "off")
        return false;
    return std::nullopt;
}

std::string text_value<bool>::expected()
{
    return "true or false";
}

} // namespace plait::http::detail
