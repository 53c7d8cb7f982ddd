#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

/// Two subsets of the same numbers that have the same sum, and no number in common.
struct equal_sums {
    std::vector<std::uint64_t> left;
    std::vector<std::uint64_t> right;
    std::uint64_t sum = 0;
    std::size_t tried = 0; // how many subsets were summed
};

/// The fewest and the most numbers that `find_equal_sums` takes. Two more numbers double its time and its memory. With
/// 40 it takes 0.1 s and 16 MB; with the most, four times as much, and with bad luck twice that.
inline constexpr std::size_t fewest_numbers = 8;
inline constexpr std::size_t most_numbers = 44;

/// Returns `count` random numbers that are not 0. Each seed has its own. They are so small that they have more subsets
/// than a subset can have sums; so two of these are equal.
[[nodiscard]] std::vector<std::uint64_t> random_numbers(std::size_t count, std::uint64_t seed);

/// Sums random subsets, and keeps them by their sums, until two have the same. This computes for long: call it with
/// `blocking`.
///
/// Returns: nothing if it was stopped. For the same numbers and the same seed the result is the same.
[[nodiscard]] std::optional<equal_sums>
find_equal_sums(const std::vector<std::uint64_t>& numbers, std::uint64_t seed, const std::stop_token&);
