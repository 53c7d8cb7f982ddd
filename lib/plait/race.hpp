#pragma once

#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/coroutine/task_range.hpp>
#include <plait/detail/join/first_wins.hpp>
#include <plait/detail/join/first_wins_of_range.hpp>
#include <plait/detail/join/start_each.hpp>

#include <boost/asio/this_coro.hpp>

#include <cstddef>
#include <optional>
#include <ranges>
#include <tuple>
#include <utility>
#include <variant>

namespace plait {

/// Runs the tasks at the same time until the first has finished; the others are cancelled, and awaited.
///
///     auto first = co_await race(read_answer(), wait_for_quit());
///     if (first.index() == 0) use(std::get<0>(first));
///
/// A task is an `awaitable`, or a callable without parameters that returns one. The tasks are started in order; when a
/// task has finished at once, the tasks after it are not started.
///
/// Returns: a variant with an alternative for each task, in argument order (`std::monostate` for a `void` task); its
///   `index` says which task was first. For a range, whose tasks are all of one type, the result itself.
///
/// Errors: if the first task to finish failed, what it threw, unchanged. An error of a cancelled task goes to
///   `on_dropped_error`, and a result of a cancelled task is lost. But if the caller was cancelled, and so was the
///   first task to finish, the first error that is not a cancellation is rethrown. `std::invalid_argument` for an empty
///   range: no task could be first.
///
/// Cancellation: cancelling the caller cancels every task, and they are waited for.
///
/// Lifetime: no task outlives the call: a task that ignores cancellation delays the return. Callables are kept until
///   then.
///
/// Threads: the tasks run on the caller's loop.
///
/// Cost: 110 ns around a first task that is ready, no memory (`bench_each`).
///
/// See also: `first_success` (failures do not win), `select` (for channels: a loser takes nothing out).
template <class... Tasks>
[[nodiscard]] auto race(Tasks&&... tasks);
template <std::ranges::input_range Range>
[[nodiscard]] auto race(Range&& tasks);

//
// Implementation
//

namespace detail {

template <class... Tasks>
awaitable<std::variant<stored_t<task_result_t<Tasks>>...>> race_fixed(Tasks... tasks)
{
    join all(co_await boost::asio::this_coro::executor, "race");
    first_wins first(all, first_wins::rule::first);
    std::tuple<contender<task_result_t<Tasks>>...> each;
    std::size_t started = 0;
    auto start = [&](auto& task, auto& one) {
        if (!first.decided())
            one.start(first, started++, task);
    };
    co_await all.run([&] { start_each(each, start, tasks...); });
    if (!first.has_result())
        first.rethrow_errors(co_await boost::asio::this_coro::cancellation_state);

    std::optional<std::variant<stored_t<task_result_t<Tasks>>...>> value;
    auto take_winner = [&]<std::size_t... I>(std::index_sequence<I...>)
    {
        ((first.winner() == I ? void(value.emplace(std::in_place_index<I>, *std::move(std::get<I>(each).value)))
                              : void()),
         ...);
    };
    take_winner(std::index_sequence_for<Tasks...>());
    co_return *std::move(value);
}

} // namespace detail

template <class... Tasks>
auto race(Tasks&&... tasks)
{
    static_assert(sizeof...(Tasks) > 0, "race without a task: give at least one, or a range of them");
    (detail::check_task_argument<Tasks>(), ...);
    return detail::race_fixed<std::decay_t<Tasks>...>(std::forward<Tasks>(tasks)...);
}

template <std::ranges::input_range Range>
auto race(Range&& tasks)
{
    detail::check_task_range<Range>();
    auto kept = detail::to_task_range(std::forward<Range>(tasks));
    return detail::first_wins_of_range<decltype(kept)>("race", detail::first_wins::rule::first, std::move(kept));
}

} // namespace plait
