#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plait::testing {

/// The order in which a `simulation` takes steps where several can be next. The same schedule and the same test make
/// the same run, byte for byte.
///
///     simulation(schedule::random(17)).run(test);
///     simulation(schedule::parse("pct:17:3:40")).run(test); // as the message of a failure gives it
///
/// Threads: a value.
///
/// Cost: one pass over the k steps among which it chooses; `in_order` looks at none of them.
class schedule {
public:
    /// The steps are taken in the order in which they came; what a timer sets off is done before the next timer.
    [[nodiscard]] static schedule in_order() noexcept;
    /// Every step that can be next is as likely as any other.
    [[nodiscard]] static schedule random(std::uint64_t seed) noexcept;
    /// Each task has a random priority, and the task with the highest one goes on. At `depth - 1` random steps out of
    /// `steps` the task that would go on gets the lowest priority. This schedule finds a bug that needs `depth` steps
    /// in a certain order with a probability that is known beforehand: PCT, "A Randomized Scheduler with Probabilistic
    /// Guarantees of Finding Bugs" (Burckhardt and others, ASPLOS 2010).
    ///
    /// Errors: `std::invalid_argument` for a depth or a number of steps of 0.
    [[nodiscard]] static schedule pct(std::uint64_t seed, std::uint32_t depth = 3, std::uint32_t steps = 100);
    /// Wherever several steps can be next, the next number of the list says which one is; behind the end of the list it
    /// is the first one. When `explore` tries all schedules, it tries such lists one after the other.
    [[nodiscard]] static schedule choices(std::vector<std::uint32_t>);

    /// The schedule as text: "in_order", "random:SEED", "pct:SEED:DEPTH:STEPS" or "choices:N.N.N".
    [[nodiscard]] std::string text() const;
    /// Makes a schedule from its text.
    ///
    /// Errors: `std::invalid_argument` for any other text; the error says which texts there are.
    [[nodiscard]] static schedule parse(std::string_view text);

    friend bool operator==(const schedule&, const schedule&) = default;

    /// The rest is for plait itself.
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
