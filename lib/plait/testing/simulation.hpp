#pragma once

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>
#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/testing/schedule.hpp>
#include <plait/testing/simulation_errors.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace plait::testing {

namespace detail {
class scheduler;
class simulated_world;
} // namespace detail

/// Several loops on one thread, in virtual time, in an order that a seed decides: what a program does by chance, it does
/// here again and again.
///
///     simulation(42).run([](simulation& world) -> awaitable<> {
///         guarded<int> hits{0};
///         co_await on_all_loops([&]() -> awaitable<> { co_await hits.with([](int& n) { ++n; }); });
///         REQUIRE(co_await hits.with([](int& n) { return n; }) == 2);
///         REQUIRE(world.elapsed() == 0s);
///     });
///
/// Everything of plait runs in it: joins, timers, primitives, `blocking` (its functions are steps, too), the HTTP server
/// over streams in memory. A step goes from one suspension to the next. Of the steps that can be next, the `schedule`
/// chooses; those of one task stay in order. Time moves when no step is left, straight to the next timer; deadlines
/// come when nothing else is left of their moment.
///
/// Data in `watched` and `guarded` is checked: two uses by different loops that no message, lock or primitive of plait
/// puts in an order are a race, even when the values come out right. What else orders them, such as a `std::mutex` or an
/// atomic of the program, is not seen.
///
/// Threads: all on the calling one; what other threads post is run when nothing else can.
///
/// Cost: 32 us to make, run and destroy one of two loops, and 190 ns for each step: some 28,000 schedules of a small test
///   in a second (`bench_simulation`).
///
/// See also: `explore`, which runs a test under many schedules; `run_virtual`, one loop and the order of arrival.
class simulation {
public:
    /// Errors: `std::invalid_argument` for 0 loops, or more than 12.
    explicit simulation(std::uint64_t seed, std::size_t loops = 2) : simulation(schedule::random(seed), loops) {}
    explicit simulation(schedule how, std::size_t loops = 2);
    ~simulation();
    simulation(const simulation&) = delete;
    simulation& operator=(const simulation&) = delete;

    /// Runs `test(*this)` or `test()`, a coroutine, on the first loop. Once.
    ///
    /// Returns: the coroutine's result.
    ///
    /// Errors: what the coroutine throws; `deadlocked` with the tree of tasks, at once, when nothing can ever run;
    ///   `data_race` with both places; `leaked_tasks` if the test has finished and tasks that it started have not;
    ///   `no_progress` when time stands still for ever. What is suspended then is destroyed. A second call throws
    ///   `std::logic_error`.
    template <class Test>
    auto run(Test&& test);

    /// Runs a task on one of the loops, the first being 0, and waits for it.
    ///
    /// Returns: its result.
    ///
    /// Errors: what the task throws; `std::out_of_range` for a loop that is not there.
    ///
    /// Cancellation: cancels it, and waits for it.
    template <class Function>
    [[nodiscard]] auto on(std::size_t loop, Function&& function);

    [[nodiscard]] std::size_t loops() const noexcept;
    [[nodiscard]] clock::time_point now() const noexcept;
    [[nodiscard]] clock::duration elapsed() const noexcept { return now().time_since_epoch(); }

    [[nodiscard]] std::uint64_t steps() const noexcept; ///< Taken so far.
    [[nodiscard]] std::size_t open_tasks() const noexcept; ///< Besides the test itself.
    [[nodiscard]] std::string tasks() const; ///< As a tree, with what each waits in.

    // Checks that throw, in the words of a test.
    void expect_elapsed(clock::duration) const; ///< `std::runtime_error` unless exactly so much time has passed.
    void expect_no_tasks() const;               ///< `leaked_tasks` if there are any besides the test itself.

    /// Each step on a line of its own: when, which loop, which task. Nothing is kept unless it is asked for before.
    simulation& keep_trace() noexcept;
    [[nodiscard]] const std::string& trace() const noexcept;

    /// How many steps may be taken without time moving before that is `no_progress`. Default 10 million.
    simulation& most_steps(std::uint64_t at_one_time) noexcept;

    /// For plait itself.
    [[nodiscard]] const detail::scheduler& choices() const noexcept;

private:
    [[nodiscard]] awaitable<void> run_on(std::size_t loop, const std::function<awaitable<void>()>& task);
    template <class Result, class Function>
    [[nodiscard]] awaitable<Result> result_on(std::size_t loop, Function function);
    void run_to_end(const std::function<awaitable<void>()>& main);

    std::unique_ptr<detail::simulated_world> world_;
    bool has_run_ = false;
};

//
// Implementation
//

namespace detail {

template <class Test>
auto begin_test(Test& test, simulation& world)
{
    if constexpr (std::invocable<Test&, simulation&>)
        return test(world);
    else
        return test();
}

} // namespace detail

template <class Test>
auto simulation::run(Test&& test)
{
    using T = typename decltype(detail::begin_test(test, *this))::value_type;
    plait::detail::result<T> value;
    run_to_end([&] { return plait::detail::store(detail::begin_test(test, *this), value); });
    if constexpr (!std::is_void_v<T>)
        return *std::move(value);
}

template <class Function>
auto simulation::on(std::size_t loop, Function&& function)
{
    plait::detail::check_task_argument<Function>();
    using result = plait::detail::task_result_t<Function>;
    return result_on<result, std::decay_t<Function>>(loop, std::forward<Function>(function));
}

template <class Result, class Function>
awaitable<Result> simulation::result_on(std::size_t loop, Function function)
{
    plait::detail::result<Result> out;
    auto task = [&] { return plait::detail::store(plait::detail::to_awaitable(function), out); };
    const std::function<awaitable<void>()> erased(std::ref(task));
    co_await run_on(loop, erased);
    co_return plait::detail::take<Result>(out);
}

} // namespace plait::testing
