#pragma once

#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/shielded.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/join/join.hpp>

#include <boost/asio/this_coro.hpp>

#include <utility>

namespace plait {

/// Runs a task that a cancellation of the caller does not reach: work that must not be left half done, or that must
/// still be done when the caller ends.
///
///     co_await shield(write_to_disk(page));
///     co_await shield(with_timeout(5s, save(visits))); // with a limit of its own: it would wait for ever, too
///
/// A task is an `awaitable`, or a callable without parameters that returns one. It runs also if the caller is cancelled
/// already, where every other `co_await` throws.
///
/// Returns: the task's result, also if the caller was cancelled meanwhile.
///
/// Errors: what the task throws, unchanged.
///
/// Cancellation: not passed on. The caller stays cancelled, and its next `co_await` that is not one of a `shield`
///   throws `asio::error::operation_aborted`; a caller that loops needs such a `co_await` to end. The time limits
///   around the call cancel the caller, so the task has none of them, and `deadline_left` does not tell them there.
///   Time limits that are set inside the task work as ever.
///
/// Lifetime: the task does not outlive the call. It ends early only with the process (a second SIGINT or SIGTERM is
///   enough for that) or with the loop.
///
/// Threads: the task runs on the caller's loop.
///
/// Cost: that of `run_concurrent` with one task.
///
/// See also: `run_main` (which waits for it), `request::background` (after the answer).
template <class Task>
[[nodiscard]] auto shield(Task&& task);

//
// Implementation
//

namespace detail {

template <class Task, class T = task_result_t<Task>>
awaitable<T> run_shielded(Task task, [[maybe_unused]] cancellation_kept_back until_it_ends)
{
    inheritance inherited;
    join only(co_await boost::asio::this_coro::executor, "shield", &inherited);
    result<T> value;
    auto not_passed_on = [](urgency) {};
    auto start = [&] {
        inherited = only.around();
        inherited.deadline = nullptr;
        only.start(to_awaitable(task), value);
    };
    co_await only.run(start, not_passed_on);
    only.rethrow_error();
    co_return take<T>(value);
}

} // namespace detail

template <class Task>
auto shield(Task&& task)
{
    detail::check_task_argument<Task>();
    return detail::shielded<detail::task_result_t<Task>>(
        detail::run_shielded<std::decay_t<Task>>(std::forward<Task>(task), detail::cancellation_kept_back()));
}

} // namespace plait
