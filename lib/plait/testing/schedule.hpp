#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plait::testing {

/// The order in which a `simulation` takes steps where several can be next. A value: the same schedule and the same test
/// make the same run, byte for byte.
///
///     simulation(schedule::random(17)).run(test);
///     simulation(schedule::parse("pct:17:3:40")).run(test); // as the message of a failure gives it
///
/// Threads: a value as an int.
///
/// Cost: to choose among k steps, one pass over them; `in_order` looks at none.
class schedule {
public:
    /// First come, first served; what a timer sets off is done before the next timer.
    [[nodiscard]] static schedule in_order() noexcept;
    /// Every step that can be next is as likely as any other.
    [[nodiscard]] static schedule random(std::uint64_t seed) noexcept;
    /// Each task has a random priority, the highest goes on, and at `depth - 1` random steps out of `steps` the task that
    /// would go on becomes the lowest. Finds a bug that needs `depth` steps in an order with a probability that can be
    /// told beforehand: PCT, "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs" (Burckhardt and
    /// others, ASPLOS 2010).
    ///
    /// Errors: `std::invalid_argument` for a depth or a number of steps of 0.
    [[nodiscard]] static schedule pct(std::uint64_t seed, std::uint32_t depth = 3, std::uint32_t steps = 100);
    /// Wherever several steps can be next, the one of that number; where the list ends, the first. What `explore` tries
    /// one after the other when it tries all.
    [[nodiscard]] static schedule choices(std::vector<std::uint32_t>);

    /// "in_order", "random:SEED", "pct:SEED:DEPTH:STEPS" or "choices:N.N.N".
    [[nodiscard]] std::string text() const;
    /// Errors: `std::invalid_argument` for anything else, which says what is taken.
    [[nodiscard]] static schedule parse(std::string_view text);

    friend bool operator==(const schedule&, const schedule&) = default;

    /// For plait itself.
    enum class kind { in_order, random, pct, choices };
    [[nodiscard]] kind how() const noexcept { return how_; }
    [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }
    [[nodiscard]] std::uint32_t depth() const noexcept { return depth_; }
    [[nodiscard]] std::uint32_t steps() const noexcept { return steps_; }
    [[nodiscard]] const std::vector<std::uint32_t>& list() const noexcept { return list_; }

private:
    explicit schedule(kind how) noexcept : how_(how) {}

    kind how_;
    std::uint64_t seed_ = 0;
    std::uint32_t depth_ = 0;
    std::uint32_t steps_ = 0;
    std::vector<std::uint32_t> list_;
};

} // namespace plait::testing
