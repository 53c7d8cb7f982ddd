// A field Range: it is read as a naive reading of RFC 9110 section 14 does. The first byte is the size of the file.

#include "fuzz.hpp"

#include "http/parse/byte_ranges.hpp"

#include <cctype>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace plait::http::detail;
using fuzz::require;

namespace {

/// One range as it was written. A number that is too large for its type is the largest.
struct written {
    std::optional<std::uint64_t> first;
    std::optional<std::uint64_t> last;
};

std::string stripped(std::string text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.erase(0, 1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.pop_back();
    return text;
}

/// Returns false for a text that is neither a number nor empty.
bool read_number(const std::string& text, std::optional<std::uint64_t>& to)
{
    std::uint64_t number = 0;
    for (const char each : text) {
        if (each < '0' || each > '9')
            return false;
        constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
        const auto digit = static_cast<std::uint64_t>(each - '0');
        number = number > (largest - digit) / 10 ? largest : 10 * number + digit;
    }
    if (!text.empty())
        to = number;
    return true;
}

/// The ranges of the field; none if it is malformed.
std::optional<std::vector<written>> naively_read(const std::string& value)
{
    std::string unit = value.substr(0, 6);
    for (char& each : unit)
        each = static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
    if (unit != "bytes=")
        return std::nullopt;
    std::vector<written> all;
    std::string rest = value.substr(6) + ",";
    while (!rest.empty()) {
        const std::string element = stripped(rest.substr(0, rest.find(',')));
        rest.erase(0, rest.find(',') + 1);
        if (element.empty())
            continue;
        const std::size_t hyphen = element.find('-');
        written range;
        if (hyphen == std::string::npos || !read_number(element.substr(0, hyphen), range.first)
            || !read_number(element.substr(hyphen + 1), range.last))
            return std::nullopt;
        if ((!range.first && !range.last) || (range.first && range.last && *range.first > *range.last))
            return std::nullopt;
        all.push_back(range);
    }
    if (all.empty())
        return std::nullopt;
    return all;
}

/// Which bytes of a small file a range has, one by one.
std::vector<std::uint64_t> bytes_of(const written& range, std::uint64_t size)
{
    std::vector<std::uint64_t> bytes;
    for (std::uint64_t at = 0; at < size; ++at)
        if (range.first ? at >= *range.first && (!range.last || at <= *range.last) : size - at <= *range.last)
            bytes.push_back(at);
    return bytes;
}

ranges_wanted naively_chosen(const std::string& value, std::uint64_t size, std::vector<byte_range>& to)
{
    const auto all = naively_read(value);
    if (!all || all->size() > 16)
        return ranges_wanted::whole;
    std::uint64_t sum = 0;
    for (const written& each : *all) {
        if (size == 0 && !each.first && *each.last > 0)
            return ranges_wanted::whole;
        const std::vector<std::uint64_t> bytes = bytes_of(each, size);
        sum += bytes.size();
        if (!bytes.empty())
            to.push_back({bytes.front(), bytes.size()});
    }
    if (sum > size) {
        to.clear();
        return ranges_wanted::whole;
    }
    return to.empty() ? ranges_wanted::unsatisfied : ranges_wanted::parts;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string value(fuzz::text(data + 1, size - 1));
    std::vector<byte_range> expected;
    std::vector<byte_range> found;
    const ranges_wanted naive = naively_chosen(value, data[0], expected);
    const ranges_wanted wanted = parse_byte_ranges(fuzz::exact_copy(value).view(), data[0], found);
    require(wanted == naive, "ranges count as they do in a naive reading");
    require(
        wanted != ranges_wanted::parts || found == expected, "ranges have the bytes that a naive reading gives them");
    return 0;
}
