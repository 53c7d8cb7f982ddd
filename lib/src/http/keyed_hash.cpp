#include "http/keyed_hash.hpp"

#include <bit>
#include <cstddef>
#include <random>

namespace plait::http::detail {

namespace {

class sip_state {
public:
    explicit sip_state(const hash_key& key) noexcept
        : a_(key[0] ^ 0x736f6d6570736575U), b_(key[1] ^ 0x646f72616e646f6dU), c_(key[0] ^ 0x6c7967656e657261U),
          d_(key[1] ^ 0x7465646279746573U)
    {
    }

    void add(std::uint64_t word) noexcept
    {
        d_ ^= word;
        mix(2);
        a_ ^= word;
    }

    [[nodiscard]] std::uint64_t end() noexcept
    {
        c_ ^= 0xffU;
        mix(4);
        return a_ ^ b_ ^ c_ ^ d_;
    }

private:
    void mix(int rounds) noexcept
    {
        for (; rounds > 0; --rounds) {
            a_ += b_;
            b_ = std::rotl(b_, 13) ^ a_;
            a_ = std::rotl(a_, 32);
            c_ += d_;
            d_ = std::rotl(d_, 16) ^ c_;
            a_ += d_;
            d_ = std::rotl(d_, 21) ^ a_;
            c_ += b_;
            b_ = std::rotl(b_, 17) ^ c_;
            c_ = std::rotl(c_, 32);
        }
    }

    std::uint64_t a_;
    std::uint64_t b_;
    std::uint64_t c_;
    std::uint64_t d_;
};

} // namespace

hash_key random_hash_key()
{
    std::random_device device;
    hash_key key{};
    for (std::uint64_t& half : key)
        half = std::uint64_t{device()} << 32U | device();
    return key;
}

std::uint64_t keyed_hash(std::string_view text, const hash_key& key) noexcept
{
    constexpr std::size_t word_size = 8;
    sip_state state(key);
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (i % word_size * 8);
        if (i % word_size == word_size - 1) {
            state.add(word);
            word = 0;
        }
    }
    state.add(word | std::uint64_t{text.size()} << 56U);
    return state.end();
}

} // namespace plait::http::detail
