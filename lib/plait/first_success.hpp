#pragma once

#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/coroutine/task_range.hpp>
#include <plait/detail/join/first_wins_of_range.hpp>
#include <plait/failures.hpp>

#include <concepts>
#include <functional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace plait {

/// Runs the tasks at the same time until one has succeeded; the others are cancelled, and awaited.
///
///     page answer = co_await first_success(fetch(mirror_a), fetch(mirror_b), fetch(mirror_c));
///
/// A task is an `awaitable`, or a callable without parameters that returns one; all give results of one type. The tasks
/// are started in order; when a task has succeeded at once, the tasks after it are not started.
///
/// Returns: the result of the first task to succeed.
///
/// Errors: `failures`, with the error of every task in the order in which they failed, if all fail. An error of a
///   cancelled task goes to `on_dropped_error`, and a result of a cancelled task is lost. Earlier errors are lost, too,
///   if a task succeeds or the caller is cancelled. `std::invalid_argument` for an empty range.
///
/// Cancellation: cancelling the caller cancels every task, and they are waited for; the call then throws
///   `asio::error::operation_aborted`.
///
/// Lifetime: no task outlives the call: a task that ignores cancellation delays the return. Callables are kept until
///   then.
///
/// Threads: the tasks run on the caller's loop.
///
/// Cost: 170 ns and 3 blocks of memory around a first task that is ready (`bench_each`).
///
/// See also: `race` (a failure can win, too), `hedged` (starts the next only when the first is late).
template <class First, class... Others>
    requires(!std::ranges::input_range<First> || sizeof...(Others) > 0)
[[nodiscard]] auto first_success(First&& first, Others&&... others);
template <std::ranges::input_range Range>
[[nodiscard]] auto first_success(Range&& tasks);

//
// Implementation
//

namespace detail {

// The tasks may be of different types; the starters of all of them are of one type.
template <class T, class... Tasks>
awaitable<T> first_success_of(Tasks... tasks)
{
    using starter_of_one = std::function<awaitable<T>()>;
    auto starter_of = [](auto& task) -> starter_of_one { return [&task] { return to_awaitable(task); }; };
    std::vector<starter_of_one> starters;
    starters.reserve(sizeof...(tasks));
    (starters.push_back(starter_of(tasks)), ...);
    auto first = first_wins_of_range("first_success", first_wins::rule::first_success, std::move(starters));
    co_return co_await std::move(first);
}

} // namespace detail

template <class First, class... Others>
    requires(!std::ranges::input_range<First> || sizeof...(Others) > 0)
auto first_success(First&& first, Others&&... others)
{
    (detail::check_task_argument<First>(), ..., detail::check_task_argument<Others>());
    using T = detail::task_result_t<First>;
    static_assert(
        (std::same_as<T, detail::task_result_t<Others>> && ...),
        "first_success returns one result, so all tasks must give the same type; race returns a variant");
    return detail::first_success_of<T, std::decay_t<First>, std::decay_t<Others>...>(
        std::forward<First>(first), std::forward<Others>(others)...);
}

template <std::ranges::input_range Range>
auto first_success(Range&& tasks)
{
    detail::check_task_range<Range>();
    auto kept = detail::to_task_range(std::forward<Range>(tasks));
    return detail::first_wins_of_range<decltype(kept)>(
        "first_success", detail::first_wins::rule::first_success, std::move(kept));
}

} // namespace plait
