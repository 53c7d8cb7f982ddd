#pragma once

#include <plait/clock.hpp>
#include <plait/detail/deadline.hpp>
#include <plait/detail/result.hpp>
#include <plait/detail/task_argument.hpp>

#include <boost/asio/this_coro.hpp>

#include <source_location>
#include <utility>

namespace plait {

/// Runs a task and cancels it if it takes longer than `limit`.
///
///     std::string body = co_await with_timeout(80ms, fetch(url));
///
/// A task is an `awaitable`, or a callable without parameters that returns one.
///
/// Returns: the task's result. A result that arrives is returned, also when the time has run out meanwhile.
///
/// Errors: `error::timed_out` if the task ended because its time ran out; the message says the limit and where it was
///   set. What the task throws by itself is rethrown unchanged, at once. If the caller was cancelled, it is
///   `asio::error::operation_aborted`.
///
/// Cancellation: passed on to the task.
///
/// Lifetime: the task does not outlive the call: when time runs out it is cancelled, and waited for. A task that
///   ignores cancellation delays the return.
///
/// Threads: the task runs on the caller's loop.
template <class Task>
[[nodiscard]] auto
with_timeout(clock::duration limit, Task&& task, std::source_location set_at = std::source_location::current());

//
// Implementation
//

namespace detail {

template <class Task, class T = task_result_t<Task>>
awaitable<T> run_until(clock::duration limit, std::source_location set_at, Task task)
{
    deadline limited(co_await boost::asio::this_coro::executor, limit, set_at);
    result<T> value;
    co_await limited.run(store(to_awaitable(task), value));
    if constexpr (!std::is_void_v<T>)
        co_return *std::move(value);
}

} // namespace detail

template <class Task>
auto with_timeout(clock::duration limit, Task&& task, std::source_location set_at)
{
    detail::check_task_argument<Task>();
    return detail::run_until<std::decay_t<Task>>(limit, set_at, std::forward<Task>(task));
}

} // namespace plait
