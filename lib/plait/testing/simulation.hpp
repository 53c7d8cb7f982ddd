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

/// Runs several loops on one thread, in virtual time, in an order that a seed decides. What a program does by chance,
/// it does here again and again.
///
///     simulation(42).run([](simulation& world) -> awaitable<> {
///         guarded<int> hits{0};
///         co_await on_all_loops([&]() -> awaitable<> { co_await hits.with([](int& n) { ++n; }); });
///         REQUIRE(co_await hits.with([](int& n) { return n; }) == 2);
///         REQUIRE(world.elapsed() == 0s);
///     });
///
/// All of plait runs in a simulation: joins, timers, primitives, `blocking` (its functions are steps, too), the HTTP
/// server over streams in memory. A step goes from one suspension to the next. The `schedule` chooses among the steps
/// that can be next; the steps of one task stay in order. Time moves when no step is left, straight to the next timer.
/// Deadlines come when nothing else is left of their moment.
///
/// Data in `watched` and `guarded` is checked. Two uses by different loops are a race if no message, lock or primitive
/// of plait puts them in an order, even when the values come out right. The simulation does not see anything else that
/// may order them, such as a `std::mutex` or an atomic of the program.
///
/// Threads: everything runs on the calling thread; what other threads post is run when nothing else can run.
///
/// Cost: 32 us to make, run and destroy a simulation of two loops, and 190 ns for each step: some 28,000 schedules of a
///   small test in a second (`bench_simulation`).
///
/// See also: `explore` (runs a test under many schedules), `run_virtual` (has one loop, and the order of arrival).
class simulation {
public:
    /// Errors: `std::invalid_argument` for 0 loops, or more than 12.
    explicit simulation(std::uint64_t seed, std::size_t loops = 2) : simulation(schedule::random(seed), loops) {}
    explicit simulation(schedule how, std::size_t loops = 2);
    ~simulation();
    simulation(const simulation&) = delete;
    simulation& operator=(const simulation&) = delete;

    /// Runs `test(*this)` or `test()`, a coroutine, on the first loop. A simulation runs once.
    ///
    /// Returns: the coroutine's result.
    ///
    /// Errors: what the coroutine throws; `deadlocked` with the tree of tasks, at once, when nothing can ever run;
    ///   `data_race` with both source lines; `leaked_tasks` if the test has finished and tasks that it started have
    ///   not; `no_progress` when time stands still for ever. Coroutines that are suspended then are destroyed. A second
    ///   call throws `std::logic_error`.
    template <class Test>
    decltype(auto) run(Test&& test);

    /// Runs a task on one of the loops and waits for it. The first loop is 0.
    ///
    /// Returns: the task's result.
    ///
    /// Errors: what the task throws; `std::out_of_range` for a loop that does not exist.
    ///
    /// Cancellation: passed on to the task, which is waited for.
    template <class Function>
    [[nodiscard]] auto on(std::size_t loop, Function&& function);

    [[nodiscard]] std::size_t loops() const noexcept;
    [[nodiscard]] clock::time_point now() const noexcept;
    [[nodiscard]] clock::duration elapsed() const noexcept { return now().time_since_epoch(); }

    [[nodiscard]] std::uint64_t steps() const noexcept;    ///< The number of steps taken so far.
    [[nodiscard]] std::size_t open_tasks() const noexcept; ///< The number of open tasks besides the test itself.
    [[nodiscard]] std::string tasks() const;               ///< The tree of tasks, with what each task waits in.

    // These checks throw, in the words of a test.
    void expect_elapsed(clock::duration) const; ///< Throws `std::runtime_error` unless exactly this time has passed.
    void expect_no_tasks() const;               ///< Throws `leaked_tasks` if there are tasks besides the test itself.

    /// The trace has a line for each step: the time, the loop, the task. It is empty unless `keep_trace` was called
    /// before.
    simulation& keep_trace() noexcept;
    [[nodiscard]] const std::string& trace() const noexcept;

    /// The number of steps that may be taken while time stands still; one more is `no_progress`. Default 10 million.
    simulation& most_steps(std::uint64_t at_one_time) noexcept;

    /// The rest is for plait itself.
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
decltype(auto) simulation::run(Test&& test)
{
    using T = typename decltype(detail::begin_test(test, *this))::value_type;
    plait::detail::result<T> value;
    run_to_end([&] { return plait::detail::store(detail::begin_test(test, *this), value); });
    return static_cast<T>(plait::detail::take<T>(value));
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
