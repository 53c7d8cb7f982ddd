#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace plait::testing::detail {

/// Says how far each thread had come when something happened, as far as that was known there (Fidge 1988, Mattern
/// 1989). A thread's own count goes up with each message that it sends.
class vector_clock {
public:
    static constexpr std::size_t most_threads = 16;

    void join(const vector_clock& other) noexcept
    {
        for (std::size_t i = 0; i < most_threads; ++i)
            counts_[i] = std::max(counts_[i], other.counts_[i]);
    }
    void advance(std::size_t thread) noexcept { ++counts_[thread]; }
    [[nodiscard]] std::uint32_t of(std::size_t thread) const noexcept { return counts_[thread]; }

private:
    std::array<std::uint32_t, most_threads> counts_{};
};

} // namespace plait::testing::detail
