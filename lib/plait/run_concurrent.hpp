#pragma once

#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/coroutine/task_range.hpp>
#include <plait/detail/join/bounded_starter.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/detail/join/start_each.hpp>
#include <plait/detail/kernel/frame_deque.hpp>
#include <plait/max_in_flight.hpp>

#include <boost/asio/this_coro.hpp>

#include <concepts>
#include <ranges>
#include <tuple>
#include <utility>
#include <vector>

namespace plait {

/// Runs the tasks at the same time and waits for all of them.
///
///     auto [user, orders] = co_await run_concurrent(load_user(id), load_orders(id));
///
/// A task is an `awaitable`, or a callable without parameters that returns one. A closure may read and write the
/// caller's variables:
///
///     co_await run_concurrent([&]() -> awaitable<> { page.user = co_await load_user(id); },
///                             [&]() -> awaitable<> { page.news = co_await load_news("local", 3); });
///
/// Returns: the results in argument order. A `void` task gives a `std::monostate`; a task that returns a reference
///   gives that reference.
///
/// Errors: the first task to fail cancels the others; when the last of them has finished, that first exception is
///   rethrown unchanged. An error that comes after it goes to `on_dropped_error`. If the caller was cancelled, the
///   first exception that is not a cancellation is rethrown.
///
/// Cancellation: cancelling the caller cancels every task. The call still waits for all of them: a task that ignores
///   cancellation delays the return. If all of them finish with a result all the same, nothing is thrown.
///
/// Lifetime: no task outlives the call, so a task may refer to the caller's variables. Callables are kept until then.
///
/// Threads: the tasks run on the caller's loop, one at a time between suspensions: no lock is needed between them.
///
/// Cost: 60 ns for each of 3 tasks that are ready, 105 ns if they suspend once. In a range of 3 tasks, 80 and 127 ns
///   for each; in a range of 10,000, 45 and 88 ns for each. Memory is allocated only for the vector of results, once
///   the loop has frames of that size (`bench_fork_join`, `bench_each`).
///
/// See also: `settle` (every outcome), `race` (the first to finish), `scope` (the number of tasks is not known).
template <class... Tasks>
[[nodiscard]] auto run_concurrent(Tasks&&... tasks);

/// Runs a range of tasks of one type, whose number is known at run time, in the same way.
///
///     std::vector<awaitable<price>> asked = ...;
///     std::vector<price> prices = co_await run_concurrent(std::move(asked));
///     std::vector<page> pages = co_await run_concurrent(urls | std::views::transform(fetch), max_in_flight(8));
///
/// A range that makes its tasks as it goes, such as the view above, makes each task only when it can be started.
///
/// Returns: a vector of the results in the order of the range, empty for an empty range. Tasks that return references
///   give `std::reference_wrapper`s. If the tasks are `void`, the call returns nothing.
///
/// Lifetime: what a view refers to must outlive the call.
template <std::ranges::input_range Range>
[[nodiscard]] auto run_concurrent(Range&& tasks, max_in_flight most = max_in_flight::all());

//
// Implementation
//

namespace detail {

template <class... Tasks>
awaitable<std::tuple<regular_t<task_result_t<Tasks>>...>> run_fixed(Tasks... tasks)
{
    join all(co_await boost::asio::this_coro::executor, "run_concurrent");
    std::tuple<result<task_result_t<Tasks>>...> results;
    auto start = [&](auto& task, auto& out) { all.start(to_awaitable(task), out); };
    co_await all.run([&] { start_each(results, start, tasks...); });
    all.rethrow_error();

    auto taken = [](auto&... each) {
        return std::tuple<regular_t<task_result_t<Tasks>>...>(*std::move(each)...);
    };
    co_return std::apply(taken, results);
}

template <class Range, class T = task_result_t<task_of<Range>>>
awaitable<std::conditional_t<std::is_void_v<T>, void, std::vector<stored_t<T>>>>
run_range(Range tasks, max_in_flight most)
{
    join all(co_await boost::asio::this_coro::executor, "run_concurrent");
    // A range that is no vector has no known size, and one of its tasks may make it grow while the tasks are started.
    constexpr bool has_all = std::same_as<Range, std::vector<task_of<Range>>>;
    std::conditional_t<has_all, frame_vector<result<T>>, frame_deque<result<T>>> results;
    result<T> none;
    if constexpr (has_all && !std::is_void_v<T>)
        results.reserve(tasks.size());
    auto next = std::ranges::begin(tasks);
    bool begun = false;
    const bool limited = most.count() != max_in_flight::all().count();
    auto start_next = [&](child& watcher) {
        if (std::exchange(begun, true))
            ++next; // only now, because the increment may be what makes the next task
        if (next == std::ranges::end(tasks))
            return false;
        result<T>* out = &none;
        if constexpr (!std::is_void_v<T>)
            out = &results.emplace_back();
        all.start(element_to_awaitable<task_of<Range>>(*next), *out, limited ? &watcher : nullptr);
        return true;
    };
    bounded_starter starting(all, most.count(), start_next);
    co_await all.run([&] { starting.feed(); });
    all.rethrow_error();

    if constexpr (!std::is_void_v<T>) {
        std::vector<stored_t<T>> values;
        values.reserve(results.size());
        for (result<T>& each : results)
            values.push_back(*std::move(each));
        co_return values;
    }
}

} // namespace detail

template <class... Tasks>
auto run_concurrent(Tasks&&... tasks)
{
    static_assert(sizeof...(Tasks) > 0, "run_concurrent without a task: give at least one, or a range of them");
    (detail::check_task_argument<Tasks>(), ...);
    return detail::run_fixed<std::decay_t<Tasks>...>(std::forward<Tasks>(tasks)...);
}

template <std::ranges::input_range Range>
auto run_concurrent(Range&& tasks, max_in_flight most)
{
    detail::check_task_range<Range>();
    auto kept = detail::to_task_range(std::forward<Range>(tasks));
    return detail::run_range<decltype(kept)>(std::move(kept), most);
}

} // namespace plait
