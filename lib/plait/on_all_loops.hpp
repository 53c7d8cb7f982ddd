#pragma once

#include <plait/detail/coroutine/task_argument.hpp>

#include <functional>
#include <type_traits>
#include <utility>

namespace plait {

/// Runs `each()` on every loop of the runtime at the same time and waits for all.
///
///     co_await plait::on_all_loops([&]() -> plait::awaitable<> { return accept_connections(); });
///
/// Errors: the first task to fail cancels the others; when all have finished, its exception is rethrown. An error that
///   comes after it goes to `on_dropped_error`.
///
/// Cancellation: cancelling the caller cancels all the tasks. They are waited for.
///
/// Lifetime: no task outlives the call. A copy of `each` is kept for each loop.
///
/// Threads: `each` is called on every loop's own thread, at the same time: data that the tasks share needs `guarded`.
///   The caller resumes on its own loop.
///
/// Cost: 330 ns for the caller's own loop (`bench_each`), and a message there and back for each of the others.
template <class Each>
[[nodiscard]] awaitable<void> on_all_loops(Each&& each);

//
// Implementation
//

namespace detail {

class loop;

/// Runs `each()` on the loop `where` and waits for it.
[[nodiscard]] awaitable<void> call_on(loop& where, const std::function<awaitable<void>()>& each);
[[nodiscard]] awaitable<void> call_on_all_loops(std::function<awaitable<void>()> each);

} // namespace detail

template <class Each>
awaitable<void> on_all_loops(Each&& each)
{
    detail::check_task_argument<Each>();
    static_assert(std::is_void_v<detail::task_result_t<Each>>, "on_all_loops has no place for results: return none");
    return detail::call_on_all_loops(std::forward<Each>(each));
}

} // namespace plait
