#pragma once

#include <plait/testing/simulation.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace plait::testing {

/// The schedules under which `explore` runs a test.
///
///     explore(1000, test);                        // sampled: in order, at random, by priorities
///     explore(schedules(1000).loops(3).seed(7), test);
///     explore(schedules::all(), test);            // each there is
class schedules {
public:
    /// Errors: `std::invalid_argument` for 0.
    schedules(std::size_t how_many);
    /// All schedules that there are, if there are at most `at_most`. It is for small tests: three tasks of three steps
    /// have 1680 schedules.
    [[nodiscard]] static schedules all(std::size_t at_most = 1'000'000);

    schedules& loops(std::size_t number) noexcept; ///< The number of loops. Default 2.
    schedules& seed(std::uint64_t first) noexcept; ///< The first of the seeds. Default 1.

    /// The rest is for plait itself.
    [[nodiscard]] std::size_t most() const noexcept { return most_; }
    [[nodiscard]] bool is_all() const noexcept { return all_; }
    [[nodiscard]] std::size_t loops() const noexcept { return loops_; }
    [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }

private:
    std::size_t most_;
    bool all_ = false;
    std::size_t loops_ = 2;
    std::uint64_t seed_ = 1;
};

/// A test failed under a schedule. Its message ends with the line that replays it.
class schedule_failed : public std::runtime_error {
public:
    schedule_failed(std::size_t number, schedule how, std::size_t loops, std::exception_ptr cause);

    [[nodiscard]] std::size_t number() const noexcept { return number_; } ///< The schedule's number; the first is 1.
    [[nodiscard]] const schedule& how() const noexcept { return how_; }
    [[nodiscard]] const std::exception_ptr& cause() const noexcept { return cause_; } ///< The exception of the test.

private:
    std::size_t number_;
    schedule how_;
    std::exception_ptr cause_;
};

/// Runs a test, a coroutine that is called as by `simulation::run`, under many schedules, until one fails.
///
///     explore(1000, [](simulation& world) -> awaitable<> {
///         guarded<int> hits{0};
///         co_await on_all_loops([&]() -> awaitable<> { co_await hits.with([](int& n) { ++n; }); });
///         REQUIRE(co_await hits.with([](int& n) { return n; }) == 2);
///     });
///
/// The checks of the test must throw when they fail, as `REQUIRE` does and `CHECK` does not. The schedules are drawn by
/// seed, so that every run is the same. The first schedule is in order; the others are random or by priorities, in
/// turn.
///
/// With `PLAIT_SCHEDULE=random:38` in the environment (the message of a failure says so), the test runs under that
/// schedule alone, and its trace is written to standard error.
///
/// Returns: the number of schedules that there were.
///
/// Errors: `schedule_failed` for the first schedule under which the test failed; `std::runtime_error` if all schedules
///   were asked for and there are more than `at_most`.
///
/// Threads: everything runs on the calling thread.
///
/// Cost: one simulation for each schedule (`bench_simulation`).
template <class Test>
std::size_t explore(schedules, Test&& test);

/// Does what `explore` does, for a test that is expected to fail.
///
/// Returns: the failure, if there was one.
template <class Test>
[[nodiscard]] std::optional<schedule_failed> find_failure(schedules, Test&& test);

//
// Implementation
//

namespace detail {

struct exploration {
    std::size_t schedules = 0;
    std::optional<schedule_failed> failure;
};

exploration explore_schedules(const schedules&, const std::function<void(simulation&)>& run);

template <class Test>
exploration explore_test(const schedules& which, Test& test)
{
    static_assert(
        std::is_void_v<typename decltype(begin_test(test, std::declval<simulation&>()))::value_type>,
        "a test that is explored has no result");
    return explore_schedules(which, [&](simulation& world) { world.run(test); });
}

} // namespace detail

template <class Test>
std::size_t explore(schedules which, Test&& test)
{
    const detail::exploration all = detail::explore_test(which, test);
    if (all.failure)
        throw *all.failure;
    return all.schedules;
}

template <class Test>
std::optional<schedule_failed> find_failure(schedules which, Test&& test)
{
    return detail::explore_test(which, test).failure;
}

} // namespace plait::testing
