#include "http/route/text_index.hpp"

#include "http/parse/percent.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace plait::http::detail {

namespace {

using number = text_index::number;

number hash_of_decoded(number owner, std::string_view encoded) noexcept
{
    text_hash made(owner);
    std::array<char, 2 * word_size> window{}; // the last word that was full, and the next word
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

text_index::number text_index::find_decoded(number owner, std::string_view encoded) const noexcept
{
    return look(owner, hash_of_decoded(owner, encoded), [&](const slot& here) {
        return same_decoded(encoded, std::string_view(texts_).substr(here.at, here.size));
    });
}

} // namespace plait::http::detail
