#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace plait::detail {

/// Chooses which allocations are sampled, as if each byte were sampled on its own, with the same chance. So an
/// allocation of `size` bytes is sampled with the chance 1 - e^(-size/rate), whatever was allocated before.
///
/// The distances between sampled bytes are exponential ones, rounded up: then that chance is exact for whole bytes. What
/// is left of a distance is distributed as a new one, so a thread may begin with a new one, too.
class sample_intervals {
public:
    /// Seeds the random numbers.
    constexpr void seed(std::uint64_t with) noexcept { state_ = with; }

    /// The number of bytes up to the next one that is sampled, which counts.
    [[nodiscard]] std::uint64_t next(double rate) noexcept
    {
        const double uniform = static_cast<double>((random() >> 11) + 1) * 0x1p-53; // over 0, and 1 at the most
        constexpr double most = 0x1p60;
        return static_cast<std::uint64_t>(std::clamp(std::ceil(-std::log(uniform) * rate), 1.0, most));
    }

private:
    // SplitMix64, of Steele, Lea and Flood.
    [[nodiscard]] constexpr std::uint64_t random() noexcept
    {
        std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15U;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31);
    }

    std::uint64_t state_ = 0;
};

/// For how much a sampled allocation stands: itself, and those of its size that were not sampled. What is counted at an
/// allocation is taken away when it is freed, so these are whole numbers, and nothing remains of many of both.
struct sample_weight {
    static constexpr std::int64_t object = 1024; // the unit in which objects are counted

    std::int64_t objects = 0; // in 1/1024
    std::int64_t bytes = 0;

    sample_weight() = default;
    sample_weight(std::uint64_t size, double rate) noexcept
    {
        // A size of 0 has no chance of its own; it is sampled as 1.
        const auto length = static_cast<double>(std::max<std::uint64_t>(size, 1));
        const double count = -1 / std::expm1(-length / rate);
        objects = std::llround(count * object);
        bytes = std::llround(count * static_cast<double>(size));
    }
};

} // namespace plait::detail
