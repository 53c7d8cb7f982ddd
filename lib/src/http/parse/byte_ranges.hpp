#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace plait::http::detail {

/// A part of a representation. It has at least one byte.
struct byte_range {
    std::uint64_t first = 0;
    std::uint64_t count = 0;

    friend bool operator==(const byte_range&, const byte_range&) = default;
};

/// A request for more ranges than this gets the whole.
inline constexpr std::size_t most_ranges = 16;

enum class ranges_wanted : std::uint8_t {
    whole,       // the field does not count: it is malformed, has another unit, or asks for too much
    parts,       // the answer is 206
    unsatisfied, // the answer is 416: no range has a byte
};

/// Reads the value of a field Range, for a representation of that size (RFC 9110 section 14). The ranges are in the order
/// of the field; those without a byte are left out. More than 16 ranges, and ranges that are together larger than the whole,
/// are too much.
[[nodiscard]] ranges_wanted parse_byte_ranges(std::string_view value, std::uint64_t size, std::vector<byte_range>& to);

} // namespace plait::http::detail
