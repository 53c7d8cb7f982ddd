#pragma once

#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/shielded.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/join/join.hpp>

#include <boost/asio/this_coro.hpp>

#include <utility>

namespace plait {

/// Runs a task that a cancellation of the caller does not reach: what must not be left half done, and what is still to be
/// done when the caller ends.
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
/// Cancellation: not passed on. The caller stays cancelled, and its next `co_await` that is not one of a `shield` throws
///   `asio::error::operation_aborted`: a loop needs such a one. The time limits around the call are cancellations of the
///   caller, so the task has none of them, and `deadline_left` does not tell them there; those that are set inside end what
///   they are set for, as ever.
///
/// Lifetime: the task does not outlive the call. Nothing but the end of the process, for which a second SIGINT or SIGTERM
///   is enough, and of the loop ends it early.
///
/// Threads: the task runs on the caller's loop.
///
/// Cost: as `run_concurrent` of one task.
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
