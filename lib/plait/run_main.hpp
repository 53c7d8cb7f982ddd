#pragma once

#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/runtime.hpp>

#include <cstddef>
#include <type_traits>
#include <variant>

namespace plait {

/// A whole `main`: runs a task to its end on a fresh runtime, with a loop for each core or `loops` of them, and says how
/// that went in the way of programs.
///
///     int main() { return plait::run_main(http::serve(app)); }
///     int main() { return plait::run_main([] { return serve(read_settings()); }); }
///
/// A task is an `awaitable`, or a callable without parameters that returns one, of `int` or nothing (`run_concurrent` and
/// `race` of tasks that return nothing will do). The callable is called inside, so that what it throws is an error of the
/// program as well: a bad option, a port that is taken.
///
/// Returns: the status to end the program with. What the task returns; 0 if it returns nothing, or if SIGINT or SIGTERM has
///   cancelled it; 1 after an error, whose text (`describe`) is then one line on standard error.
///
/// Errors: none are thrown. One that comes while a cancelled task ends is an error, too.
///
/// Cancellation: as `runtime::run`: the first SIGINT or SIGTERM cancels the task, which is waited for; a second one ends the
///   process. What must not be cut off is done in a `shield`.
///
/// Threads: the calling one, and one for each further loop.
///
/// Cost: that of making a `runtime`.
///
/// See also: `run` (for the result, and the exception).
template <class Task>
[[nodiscard]] int run_main(Task&& task);
template <class Task>
[[nodiscard]] int run_main(std::size_t loops, Task&& task);

//
// Implementation
//

namespace detail {

[[nodiscard]] int run_to_status(std::size_t loops, awaitable<int> main) noexcept;

template <class T>
inline constexpr bool is_main_result = is_nothing<T> || std::is_same_v<T, int>;
template <class... T>
inline constexpr bool is_main_result<std::variant<T...>> = (is_nothing<T> && ...); // of race

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
    // A lambda that captures by value compiles with g++ 12, too: this is no co_await expression.
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
int run_main(std::size_t loops, Task&& task)
{
    detail::check_main<Task>();
    return detail::run_to_status(loops, detail::status_of(task));
}

} // namespace plait
