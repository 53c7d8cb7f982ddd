#pragma once

#include "http/parse/text_words.hpp"

#include <cstdint>
#include <string_view>

namespace plait::http::detail {

/// The hash of a text, made from its words. The last word may overlap the one before.
class text_hash {
public:
    explicit text_hash(std::uint32_t seed) noexcept : state_(seed) {}

    void add(std::uint64_t word) noexcept
    {
        state_ = (state_ ^ word) * factor;
        state_ ^= state_ >> 32U;
    }

    /// The upper half of the product is returned. The lower bits of a product do not depend on the upper bits of its
    /// factors, which are the last characters of the text.
    [[nodiscard]] std::uint32_t value() const noexcept { return static_cast<std::uint32_t>(state_ * factor >> 32U); }

private:
    static constexpr std::uint64_t factor = 0x9e3779b97f4a7c15U;
    std::uint64_t state_;
};

[[nodiscard]] inline std::uint32_t hash_of(std::uint32_t seed, std::string_view text) noexcept
{
    text_hash made(seed);
    if (text.size() < word_size) {
        made.add(short_word(text.data(), text.size()));
        return made.value();
    }
    const char* const last = text.data() + text.size() - word_size;
    for (const char* at = text.data(); at < last; at += word_size)
        made.add(word(at));
    made.add(word(last));
    return made.value();
}

} // namespace plait::http::detail
