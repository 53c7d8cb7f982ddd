#include <plait/http/detail/text_index.hpp>

#include <plait/http/detail/percent.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace plait::http::detail {

namespace {

using number = text_index::number;

constexpr std::size_t word_size = 8;

std::uint64_t word(const char* text) noexcept
{
    std::uint64_t all = 0;
    std::memcpy(&all, text, word_size);
    return all;
}

// Fewer than eight bytes. The pieces may overlap: for another text of that size it is another number.
std::uint64_t short_word(const char* text, std::size_t size) noexcept
{
    if (size >= 4) {
        std::uint32_t low = 0;
        std::uint32_t high = 0;
        std::memcpy(&low, text, 4);
        std::memcpy(&high, text + size - 4, 4);
        return low | std::uint64_t{high} << 32U;
    }
    if (size == 0)
        return 0;
    auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(text[i])}; };
    return byte(0) | byte(size / 2) << 8U | byte(size - 1) << 16U;
}

// Made of words, which takes a sixth of the instructions that byte by byte takes. The last word may overlap the one before.
class hash {
public:
    explicit hash(number owner) noexcept : state_(owner) {}

    void add(std::uint64_t word) noexcept
    {
        state_ = (state_ ^ word) * factor;
        state_ ^= state_ >> 32U;
    }

    // The upper half, as a product's lower bits know nothing of the upper ones of its factors: the text's last characters.
    [[nodiscard]] number value() const noexcept { return static_cast<number>(state_ * factor >> 32U); }

private:
    static constexpr std::uint64_t factor = 0x9e3779b97f4a7c15U;
    std::uint64_t state_;
};

inline number hash_of(number owner, std::string_view text) noexcept
{
    hash made(owner);
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

number hash_of_decoded(number owner, std::string_view encoded) noexcept
{
    hash made(owner);
    std::array<char, 2 * word_size> window{}; // the last word that was full, and the next
    for (bool is_first = true;; is_first = false) {
        std::size_t size = 0;
        while (size < word_size && !encoded.empty())
            window[word_size + size++] = take_decoded(encoded);
        if (encoded.empty()) {
            made.add(is_first && size < word_size ? short_word(&window[word_size], size) : word(&window[size]));
            return made.value();
        }
        made.add(word(&window[word_size]));
        std::memcpy(window.data(), &window[word_size], word_size);
    }
}

// Of one size, which is mostly short: a call of memcmp costs more.
inline bool same(const char* one, const char* other, std::size_t size) noexcept
{
    if (size < word_size)
        return short_word(one, size) == short_word(other, size);
    const std::size_t last = size - word_size;
    for (std::size_t i = 0; i < last; i += word_size)
        if (word(one + i) != word(other + i))
            return false;
    return word(one + last) == word(other + last);
}

} // namespace

void text_index::add(number owner, std::string_view text, number value)
{
    constexpr std::size_t smallest = 16;
    if (slots_.size() < 2 * (count_ + 1)) {
        text_index larger;
        larger.slots_.resize(std::max(smallest, 2 * slots_.size()));
        larger.mask_ = larger.slots_.size() - 1;
        for (const slot& each : slots_)
            if (each.value != none)
                larger.place(each);
        slots_ = std::move(larger.slots_);
        mask_ = larger.mask_;
    }
    const auto at = static_cast<number>(texts_.size());
    texts_ += text;
    place({value, owner, hash_of(owner, text), at, static_cast<number>(text.size())});
    ++count_;
}

void text_index::place(const slot& added) noexcept
{
    std::size_t i = added.hash & mask_;
    while (slots_[i].value != none)
        i = (i + 1) & mask_;
    slots_[i] = added;
}

template <class Same>
text_index::number text_index::look(number owner, number hash, Same same) const noexcept
{
    for (std::size_t i = hash & mask_;; i = (i + 1) & mask_) {
        const slot& here = slots_[i];
        if (here.value == none || (here.hash == hash && here.owner == owner && same(here)))
            return here.value;
    }
}

text_index::number text_index::find(number owner, std::string_view text) const noexcept
{
    return look(owner, hash_of(owner, text), [&](const slot& here) {
        return here.size == text.size() && same(texts_.data() + here.at, text.data(), text.size());
    });
}

text_index::number text_index::find_decoded(number owner, std::string_view encoded) const noexcept
{
    return look(owner, hash_of_decoded(owner, encoded), [&](const slot& here) {
        return same_decoded(encoded, std::string_view(texts_).substr(here.at, here.size));
    });
}

} // namespace plait::http::detail
