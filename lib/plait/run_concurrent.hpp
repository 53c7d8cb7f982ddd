#pragma once

#include <plait/detail/join.hpp>
#include <plait/detail/result.hpp>
#include <plait/detail/task_argument.hpp>

#include <boost/asio/this_coro.hpp>

#include <array>
#include <concepts>
#include <memory>
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
/// Returns: the results in argument order. A `void` task gives `std::monostate`.
///
/// Errors: the first task to fail cancels the others; when the last of them has finished, that first exception is
///   rethrown unchanged. An error that comes after it goes to `on_dropped_error`.
///
/// Cancellation: cancelling the caller cancels every task. The call still waits for all of them: a task that ignores
///   cancellation delays the return. If all of them finish with a result all the same, nothing is thrown.
///
/// Lifetime: no task outlives the call, so a task may refer to the caller's variables. Callables are kept until then.
///
/// Threads: the tasks run on the caller's loop, one at a time between suspensions: no lock is needed between them.
template <class... Tasks>
    requires(sizeof...(Tasks) > 0)
[[nodiscard]] auto run_concurrent(Tasks&&... tasks);

/// The same for tasks of one type whose number is known at run time.
///
///     std::vector<awaitable<price>> asked = ...;
///     std::vector<price> prices = co_await run_concurrent(std::move(asked));
///
/// Returns: a vector of the results in the order of the range, empty for an empty range; nothing for `void` tasks.
template <std::ranges::input_range Range>
[[nodiscard]] auto run_concurrent(Range&& tasks);

//
// Implementation
//

namespace detail {

template <class Task>
void start_stored(join& all, child& started, Task& task, result<task_result_t<Task>>& out)
{
    all.start(started, store(to_awaitable(task), out));
}

template <class... Tasks>
awaitable<std::tuple<regular_t<task_result_t<Tasks>>...>> run_fixed(Tasks... tasks)
{
    join all(co_await boost::asio::this_coro::executor, "run_concurrent");
    std::tuple<result<task_result_t<Tasks>>...> results;
    std::array<plain_child, sizeof...(Tasks)> children;

    co_await all.all([&] {
        auto start = [&]<std::size_t... I>(std::index_sequence<I...>) {
            (start_stored(all, children[I], tasks, std::get<I>(results)), ...);
        };
        start(std::index_sequence_for<Tasks...>());
    });

    auto take = [](auto&... each) {
        return std::tuple<regular_t<task_result_t<Tasks>>...>(*std::move(each)...);
    };
    co_return std::apply(take, results);
}

template <class Task, class T = task_result_t<Task>>
awaitable<std::conditional_t<std::is_void_v<T>, void, std::vector<regular_t<T>>>> run_range(std::vector<Task> tasks)
{
    join all(co_await boost::asio::this_coro::executor, "run_concurrent");
    std::vector<result<T>> results(tasks.size());
    auto children = std::make_unique<plain_child[]>(tasks.size());

    co_await all.all([&] {
        for (std::size_t i = 0; i < tasks.size(); ++i)
            start_stored(all, children[i], tasks[i], results[i]);
    });

    if constexpr (!std::is_void_v<T>) {
        std::vector<T> values;
        values.reserve(results.size());
        for (result<T>& each : results)
            values.push_back(*std::move(each));
        co_return values;
    }
}

} // namespace detail

template <class... Tasks>
    requires(sizeof...(Tasks) > 0)
auto run_concurrent(Tasks&&... tasks)
{
    (detail::check_task_argument<Tasks>(), ...);
    return detail::run_fixed<std::decay_t<Tasks>...>(std::forward<Tasks>(tasks)...);
}

template <std::ranges::input_range Range>
auto run_concurrent(Range&& tasks)
{
    using task = std::ranges::range_value_t<Range>;
    // Callables in a range are no temporaries of a co_await expression, whatever the range is.
    using argument = std::conditional_t<detail::awaitable_type<task>, task, task&>;
    detail::check_task_argument<argument>();
    if constexpr (std::same_as<Range, std::vector<task>>) {
        return detail::run_range<task>(std::move(tasks));
    } else {
        std::vector<task> taken;
        if constexpr (std::is_lvalue_reference_v<Range>) {
            static_assert(
                !detail::awaitable_type<task>, "tasks are awaited once: pass the range with std::move(range)");
            taken.assign(std::ranges::begin(tasks), std::ranges::end(tasks));
        } else {
            for (auto&& each : tasks)
                taken.push_back(std::move(each));
        }
        return detail::run_range<task>(std::move(taken));
    }
}

} // namespace plait
