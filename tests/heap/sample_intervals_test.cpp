#include "observe/heap/sample_intervals.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

using plait::detail::sample_intervals;
using plait::detail::sample_weight;

namespace {

struct estimate {
    double bytes = 0, objects = 0;
};

// Allocates blocks of these sizes, in turns, and estimates from the samples how much that was.
estimate estimated(const std::vector<std::uint64_t>& sizes, int turns, double rate, std::uint64_t seed)
{
    sample_intervals intervals;
    intervals.seed(seed);
    std::uint64_t left = intervals.next(rate);
    estimate all;
    for (int i = 0; i < turns; ++i)
        for (const std::uint64_t size : sizes) {
            if (size < left) {
                left -= size;
                continue;
            }
            const sample_weight weight(size, rate);
            all.bytes += static_cast<double>(weight.bytes);
            all.objects += static_cast<double>(weight.objects) / sample_weight::object;
            left = intervals.next(rate);
        }
    return all;
}

} // namespace

TEST_CASE("samples are unbiased estimates of objects and bytes, whatever the sizes")
{
    constexpr double rate = 1000;
    for (const std::vector<std::uint64_t>& sizes : std::vector<std::vector<std::uint64_t>>{
             {16}, {1000}, {100'000}, {1, 5000}, {8, 8, 8, 8, 8, 8, 8, 4096}, {999, 1001, 17}}) {
        constexpr int turns = 20'000;
        double bytes = 0, objects = 0, bytes_variance = 0, objects_variance = 0;
        for (const std::uint64_t size : sizes) {
            // A block is sampled with the chance p, and then counts 1/p times: the variance of that is (1 - p) / p.
            const double p = 1 - std::exp(-static_cast<double>(size) / rate);
            const double variance = turns * (1 - p) / p;
            bytes += static_cast<double>(size) * turns;
            objects += turns;
            bytes_variance += variance * static_cast<double>(size * size);
            objects_variance += variance;
        }
        for (const std::uint64_t seed : {1, 2, 3}) {
            const estimate got = estimated(sizes, turns, rate, seed);
            CAPTURE(sizes.front());
            // Five standard deviations, and what rounding takes away.
            CHECK(std::abs(got.bytes - bytes) < 5 * std::sqrt(bytes_variance) + bytes / 1000);
            CHECK(std::abs(got.objects - objects) < 5 * std::sqrt(objects_variance) + objects / 1000);
        }
    }
}

TEST_CASE("the distance to the next sampled byte is the rate on average, and 1 at least")
{
    for (const double rate : {1.0, 64.0, 524'288.0}) {
        sample_intervals intervals;
        intervals.seed(7);
        constexpr int count = 100'000;
        double sum = 0;
        for (int i = 0; i < count; ++i) {
            const std::uint64_t next = intervals.next(rate);
            CHECK_FALSE(next == 0);
            sum += static_cast<double>(next);
        }
        // The mean of a geometric distribution is 1/p, and its variance (1 - p) / p^2.
        const double p = -std::expm1(-1 / rate);
        CHECK(std::abs(sum / count - 1 / p) < 5 * std::sqrt((1 - p) / count) / p);
    }
}

TEST_CASE("a sample counts as Go counts it: 1 / (1 - e^(-size/rate)) times, and a large one once")
{
    constexpr double rate = 512 * 1024;
    const sample_weight mean(512 * 1024, rate);
    CHECK(mean.objects == 1620); // 1.582 of 1024
    CHECK(mean.bytes == 829'411);
    const sample_weight large(1 << 30, rate);
    CHECK(large.objects == sample_weight::object);
    CHECK(large.bytes == 1 << 30);
    const sample_weight nothing(0, rate);
    CHECK(nothing.objects > 0);
    CHECK(nothing.bytes == 0);
}
