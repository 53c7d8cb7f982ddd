#include "http/body_hash.hpp"

#include "http/parse/text_words.hpp"

#include <bit>
#include <cstddef>

namespace plait::http::detail {

namespace {

constexpr std::uint64_t first_factor = 0x87c37b91114253d5U;
constexpr std::uint64_t second_factor = 0x4cf5ad432745937fU;

std::uint64_t first_mixed(std::uint64_t word) noexcept
{
    return std::rotl(word * first_factor, 31) * second_factor;
}

std::uint64_t second_mixed(std::uint64_t word) noexcept
{
    return std::rotl(word * second_factor, 33) * first_factor;
}

std::uint64_t spread(std::uint64_t bits) noexcept
{
    bits = (bits ^ bits >> 33U) * 0xff51afd7ed558ccdU;
    bits = (bits ^ bits >> 33U) * 0xc4ceb9fe1a85ec53U;
    return bits ^ bits >> 33U;
}

/// The bytes as a number, whose lowest byte is the first.
std::uint64_t number_of(std::string_view bytes) noexcept
{
    std::uint64_t number = 0;
    for (std::size_t i = bytes.size(); i > 0; --i)
        number = number << 8U | static_cast<unsigned char>(bytes[i - 1]);
    return number;
}

} // namespace

std::array<std::uint64_t, 2> body_hash(std::string_view text) noexcept
{
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    std::string_view rest = text;
    for (; rest.size() >= 2 * word_size; rest.remove_prefix(2 * word_size)) {
        first = (std::rotl(first ^ first_mixed(word(&rest.front())), 27) + second) * 5 + 0x52dce729U;
        second = (std::rotl(second ^ second_mixed(word(&rest[word_size])), 31) + first) * 5 + 0x38495ab5U;
    }
    if (rest.size() > word_size)
        second ^= second_mixed(number_of(rest.substr(word_size)));
    first ^= first_mixed(number_of(rest.substr(0, word_size)));

    first ^= text.size();
    second ^= text.size();
    first += second;
    second += first;
    first = spread(first);
    second = spread(second);
    first += second;
    second += first;
    return {first, second};
}

} // namespace plait::http::detail
