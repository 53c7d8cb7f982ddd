#pragma once

#include <plait/clock.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/join/retry_pauses.hpp>
#include <plait/retry_options.hpp>
#include <plait/sleep.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace plait {

/// Calls `function()` until it succeeds, with growing pauses in between.
///
///     page answer = co_await retry([&] { return fetch(url); });
///     page answer = co_await retry(retry_options().attempts(5).backoff(50ms, 2s), [&] { return fetch(url); });
///
/// Returns: the first result.
///
/// Errors: what the last call threw, unchanged. A call is the last one when there are no attempts left, when
///   `retry_options::only_if` refuses its error, when the budget is spent, or when a deadline would come before the
///   next attempt.
///
/// Cancellation: ends the call or the pause that is under way. A cancellation is never retried.
///
/// Lifetime: the function is kept until the end.
///
/// Threads: the calls run on the caller's loop.
///
/// Cost: 65 ns around a call that succeeds at once, no memory (`bench_each`).
///
/// See also: `hedged` (does not wait for the failure).
template <class Function>
[[nodiscard]] auto retry(retry_options options, Function&& function);
template <class Function>
[[nodiscard]] auto retry(Function&& function);

//
// Implementation
//

namespace detail {

template <class Function, class T = task_result_t<Function>>
awaitable<T> retry_calling(retry_options options, Function function)
{
    retry_pauses pauses(std::move(options));
    for (;;) {
        std::exception_ptr error;
        try {
            co_return co_await function();
        } catch (...) {
            error = std::current_exception();
        }
        const clock::duration pause = pauses.next_or_rethrow(error);
        error = nullptr;
        co_await sleep_for(pause);
    }
}

} // namespace detail

template <class Function>
auto retry(retry_options options, Function&& function)
{
    static_assert(
        detail::awaitable_factory<Function>,
        "retry calls a function without parameters, once or more, that returns a plait::awaitable: an awaitable itself "
        "can be awaited only once");
    detail::check_callable<Function>();
    return detail::retry_calling<std::decay_t<Function>>(std::move(options), std::forward<Function>(function));
}

template <class Function>
auto retry(Function&& function)
{
    return retry(retry_options(), std::forward<Function>(function));
}

} // namespace plait
