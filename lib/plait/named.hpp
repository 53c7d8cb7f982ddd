#pragma once

#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/detail/kernel/labels.hpp>

#include <boost/asio/this_coro.hpp>

#include <string>
#include <type_traits>
#include <utility>

namespace plait {

/// Runs a task, and gives it and all that it starts a name for people: profiles have it as their label `task`, and lists
/// of tasks show it.
///
///     co_await run_concurrent(named("prices", load_prices()), named("news", load_news()));
///
/// Of names inside each other the innermost one counts. Give few names, as a profile keeps the samples of each name
/// apart.
///
/// Returns: the task's result.
///
/// Errors: what the task throws, unchanged.
///
/// Cancellation: passed on to the task, which is waited for.
///
/// Threads: tasks on other loops (`on_all_loops`) have the name, too, and so have functions that run in a pool
///   (`blocking`).
///
/// Cost: that of `context_value::with`.
template <class Task>
[[nodiscard]] auto named(std::string name, Task&& task);

//
// Implementation
//

namespace detail {

template <class Task, class Result = task_result_t<Task>>
awaitable<Result> run_named(std::string name, Task task)
{
    labels own;
    inheritance inherited;
    join only(co_await boost::asio::this_coro::executor, "named", &inherited);
    result<Result> result;
    co_await only.run([&] {
        inherited = only.around();
        own.take_from(inherited.values);
        own.name = name.c_str();
        inherited.values = &own;
        only.start(to_awaitable(task), result);
    });
    only.rethrow_error();
    co_return take<Result>(result);
}

} // namespace detail

template <class Task>
auto named(std::string name, Task&& task)
{
    detail::check_task_argument<Task>();
    return detail::run_named<std::decay_t<Task>>(std::move(name), std::forward<Task>(task));
}

} // namespace plait
