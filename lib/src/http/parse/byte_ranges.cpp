#include "http/parse/byte_ranges.hpp"

#include "http/parse/field_name.hpp"
#include <plait/http/detail/token.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace plait::http::detail {

namespace {

/// A position. One that is too large for its type is as large as can be: no file reaches there.
std::optional<std::uint64_t> position_of(std::string_view text) noexcept
{
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    std::uint64_t position = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), position);
    return read.ec == std::errc() ? position : std::numeric_limits<std::uint64_t>::max();
}

/// Reads "0-499", "500-" or "-500". It returns none if the text is malformed; a range without a byte has no count.
std::optional<byte_range> range_of(std::string_view text, std::uint64_t size) noexcept
{
    const std::size_t hyphen = text.find('-');
    if (hyphen == std::string_view::npos)
        return std::nullopt;
    const std::string_view before = text.substr(0, hyphen);
    const std::string_view behind = text.substr(hyphen + 1);
    const auto first = position_of(before);
    const auto last = position_of(behind);
    if (before.empty() && last && *last > 0 && size == 0) // the last bytes of nothing are the whole
        return std::nullopt;
    if (before.empty() && last)
        return byte_range{size - std::min(*last, size), std::min(*last, size)};
    if (!first || (!last && !behind.empty()) || (last && *last < *first))
        return std::nullopt;
    if (*first >= size)
        return byte_range{};
    return byte_range{*first, last ? std::min(*last - *first, size - 1 - *first) + 1 : size - *first};
}

} // namespace

ranges_wanted parse_byte_ranges(std::string_view value, std::uint64_t size, std::vector<byte_range>& to)
{
    const std::size_t equals = value.find('=');
    if (equals == std::string_view::npos || !same_name(value.substr(0, equals), "bytes"))
        return ranges_wanted::whole;
    std::uint64_t sum = 0;
    std::size_t count = 0;
    bool is_right = true;
    for_each_element(value.substr(equals + 1), [&](std::string_view text) {
        if (!is_right || ++count > most_ranges)
            return;
        const std::optional<byte_range> range = range_of(text, size);
        // Ranges that are larger than the whole would make an answer that is larger than what was asked for at first.
        is_right = range && range->count <= size - sum;
        if (!is_right || range->count == 0)
            return;
        sum += range->count;
        to.push_back(*range);
    });
    if (!is_right || count > most_ranges || count == 0) {
        to.clear();
        return ranges_wanted::whole;
    }
    return to.empty() ? ranges_wanted::unsatisfied : ranges_wanted::parts;
}

} // namespace plait::http::detail
