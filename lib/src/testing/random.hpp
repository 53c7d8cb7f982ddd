#pragma once

#include <cstdint>
#include <random>

namespace plait::testing::detail {

/// A random number from `least` to `most`. It is the same with every standard library, unlike the distributions of
/// `<random>`.
[[nodiscard]] inline std::uint64_t between(std::uint64_t least, std::uint64_t most, std::minstd_rand& random)
{
    if (least >= most)
        return least;
    const std::uint64_t high = random() - std::minstd_rand::min(); // a draw has nearly 31 bits
    const std::uint64_t low = random() - std::minstd_rand::min();
    return least + ((high << 31) ^ low) % (most - least + 1);
}

} // namespace plait::testing::detail
