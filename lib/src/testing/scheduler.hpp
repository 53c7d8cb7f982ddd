#pragma once

#include <plait/testing/schedule.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace plait::testing::detail {

/// Random numbers that are the same with every compiler and library: splitmix64 (Steele, Lea and Flood, OOPSLA 2014).
class random_numbers {
public:
    explicit random_numbers(std::uint64_t seed) noexcept : state_(seed) {}

    [[nodiscard]] std::uint64_t next() noexcept
    {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    [[nodiscard]] std::size_t below(std::size_t end) noexcept { return static_cast<std::size_t>(next() % end); }

private:
    std::uint64_t state_;
};

/// Chooses among steps by a schedule, and keeps what was chosen.
class scheduler {
public:
    /// The owner of a step: a task with its generation, a timer, or a thread.
    using owner = std::pair<const void*, std::uint64_t>;
    struct choice {
        std::uint32_t chosen;
        std::uint32_t of;
    };

    explicit scheduler(schedule how);

    [[nodiscard]] bool in_order() const noexcept { return how_.how() == schedule::kind::in_order; }
    /// Chooses one of the steps that can be next. Returns its index.
    [[nodiscard]] std::size_t choose(std::span<const owner> next);
    /// The choices so far, in their order.
    [[nodiscard]] const std::vector<choice>& history() const noexcept { return history_; }
    [[nodiscard]] const schedule& how() const noexcept { return how_; }

private:
    [[nodiscard]] std::size_t by_priority(std::span<const owner> next);
    [[nodiscard]] std::size_t by_list(std::size_t of) const;

    const schedule how_;
    random_numbers random_;
    std::map<owner, std::uint64_t> priorities_; // the owner with the highest priority goes on
    std::vector<std::size_t> changes_;          // the steps at which the owner that would go on becomes the lowest
    std::vector<choice> history_;
};

} // namespace plait::testing::detail
