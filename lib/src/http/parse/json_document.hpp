#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http::detail {

enum class json_token : unsigned char { null, false_value, true_value, number, string, array, object };

/// A value in a text of JSON. What an array or an object contains follows it; each member is a string and a value.
struct json_node {
    const char* begin;       // the number as it is written; the string without escapes
    std::uint32_t size;      // of that text; the elements of an array, the members of an object
    std::uint32_t next : 28; // the index of what follows the whole value
    json_token token : 4;

    [[nodiscard]] std::string_view text() const noexcept { return {begin, size}; }
};

/// A text that is JSON, as a list of its values. Boost.JSON has checked it, UTF-8 and surrogates included. A list is read
/// in the order of the text, and a part of it may be read twice. It takes 16 bytes for each value, as the values of
/// Boost.JSON do, but in one block; strings without escapes are not copied.
///
/// Lifetime: the text outlives it.
class json_document {
public:
    /// Throws `http_error`: 400, with the place, for a text that is not JSON, or deeper than that; 413 for one of more
    /// than 256 MiB.
    json_document(std::string_view text, std::size_t depth);
    json_document(const json_document&) = delete;
    json_document& operator=(const json_document&) = delete;

    [[nodiscard]] const json_node& operator[](std::size_t index) const noexcept { return nodes_[index]; }

    static constexpr std::size_t most_bytes = (std::size_t(1) << 28) - 1;

private:
    std::vector<json_node> nodes_;
    std::string unescaped_; // the strings that have escapes; never reallocated
};

} // namespace plait::http::detail
