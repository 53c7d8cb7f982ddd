#pragma once

#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/runtime.hpp>

#include <cstddef>
#include <type_traits>
#include <variant>

namespace plait {

/// A whole `main`: runs a task to its end on a fresh runtime, with a loop for each core or with `loops` loops, and
/// reports the end as programs do, with a status and a line on standard error.
///
///     int main() { return plait::run_main(http::serve(app)); }
///     int main() { return plait::run_main([] { return serve(read_settings()); }); }
///
/// A task is an `awaitable`, or a callable without parameters that returns one. Its result is an `int` or nothing; that
/// of `run_concurrent` and `race` of tasks that return nothing counts as nothing. The callable is called inside, so an
/// exception that it throws is an error of the program, too: a bad option, a port that is taken.
///
/// Returns: the status to end the program with. It is what the task returns, or 0 if the task returns nothing, or if
///   SIGINT or SIGTERM has cancelled it. It is 1 after an error, whose text (`describe`) is then one line on standard
///   error.
///
/// Errors: no exception is thrown. An exception that comes while a cancelled task ends is an error of the program, too.
///
/// Cancellation: as in `runtime::run`, the first SIGINT or SIGTERM cancels the task, which is waited for; a second one
///   ends the process. Work that must not be cut off is done in a `shield`.
///
/// A SIGQUIT (Ctrl-\) cancels nothing: the tasks are written to standard error, with what each waits in, and what the
/// threads run of loops that are stuck. A handler of the program's own is left in place.
///
/// Threads: uses the calling thread, one for each further loop, and one that sleeps until a SIGQUIT comes.
///
/// Cost: the cost of making a `runtime`.
///
/// See also: `run` (returns the result, and throws the exception).
template <class Task>
[[nodiscard]] int run_main(Task&& task);
template <class Task>
[[nodiscard]] int run_main(detail::count_argument loops, Task&& task);

//
// Implementation
//

namespace detail {

[[nodiscard]] int run_to_status(count_argument loops, awaitable<int> main) noexcept;

template <class T>
inline constexpr bool is_main_result = is_nothing<T> || std::is_same_v<T, int>;
template <class... T>
inline constexpr bool is_main_result<std::variant<T...>> = (is_nothing<T> && ...); // the result of race

template <class Task>
awaitable<int> status_of(Task& task)
{
    if constexpr (std::is_same_v<task_result_t<Task>, int>) {
        co_return co_await to_awaitable(task);
    } else {
        co_await to_awaitable(task);
        co_return 0;
    }
}

template <class Task>
consteval void check_main()
{
    // With g++ 12, too, a lambda may capture by value here, as the call of run_main is no co_await expression.
    if constexpr (!awaitable_factory<Task>)
        check_task_argument<Task>();
    static_assert(
        is_main_result<task_result_t<Task>>,
        "the task of run_main returns nothing, or the int that the program ends with; use run for another result");
}

} // namespace detail

template <class Task>
int run_main(Task&& task)
{
    detail::check_main<Task>();
    return detail::run_to_status(runtime::cores(), detail::status_of(task));
}

template <class Task>
int run_main(detail::count_argument loops, Task&& task)
{
    detail::check_main<Task>();
    return detail::run_to_status(loops, detail::status_of(task));
}

} // namespace plait
