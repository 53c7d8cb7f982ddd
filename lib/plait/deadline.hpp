#pragma once

#include <plait/clock.hpp>
#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/join/deadline.hpp>

#include <boost/asio/this_coro.hpp>

#include <optional>
#include <source_location>
#include <utility>

namespace plait {

/// Runs a task and cancels it if it is not done at `due`.
///
///     std::string body = co_await with_deadline(clock::now() + 80ms, fetch(url));
///
/// The time that the task computes before it first waits counts in full.
///
/// Returns: the task's result.
///
/// Errors: `error::timed_out` if the task ended because this deadline had come. The rest is as for `with_timeout`.
///
/// Cancellation: passed on to the task.
///
/// Lifetime: the task does not outlive the call.
///
/// Threads: the task runs on the caller's loop.
///
/// Cost: that of `with_timeout`.
///
/// See also: `with_timeout`, whose comment has the rules of both.
template <class Task>
[[nodiscard]] auto
with_deadline(clock::time_point due, Task&& task, std::source_location set_at = std::source_location::current());

/// The time that the running task has until the earliest deadline around it.
///
///     if (plait::deadline_left().value_or(1h) < 20ms) co_return cached();
///
/// Returns: the time, zero or less when it has come; none without a deadline.
///
/// Threads: must be called on a loop.
///
/// Cost: one or two readings of the clock.
[[nodiscard]] std::optional<clock::duration> deadline_left() noexcept;

//
// Implementation
//

namespace detail {

template <class Task, class T = task_result_t<Task>>
awaitable<T> run_until(
    clock::time_point due, const char* function, std::optional<clock::duration> given, std::source_location set_at,
    Task task)
{
    deadline limited(co_await boost::asio::this_coro::executor, due, function, given, set_at);
    result<T> value;
    co_await limited.run([&] { limited.start(to_awaitable(task), value); });
    if (limited.failed()) [[unlikely]]
        limited.rethrow_error(co_await boost::asio::this_coro::cancellation_state);
    co_return take<T>(value);
}

} // namespace detail

template <class Task>
auto with_deadline(clock::time_point due, Task&& task, std::source_location set_at)
{
    detail::check_task_argument<Task>();
    return detail::run_until<std::decay_t<Task>>(due, "with_deadline", std::nullopt, set_at, std::forward<Task>(task));
}

} // namespace plait
