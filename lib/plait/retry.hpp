#pragma once

#include <plait/clock.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/sleep.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <type_traits>
#include <utility>

namespace plait {

namespace detail {
class retry_pauses;
}

/// Limits the retries that a service gets in relation to its calls. All callers of the service share the budget: when
/// the service is down, retries must not multiply its load. As in Finagle (`RetryBudget`), every call earns a part of a
/// retry, and every retry takes a whole one.
///
///     retry_budget budget(0.1); // one retry for ten calls, and ten to begin with
///     co_await retry(retry_options().budget(budget), [&] { return fetch(url); });
///
/// Lifetime: the budget must outlive the calls that use it.
///
/// Threads: safe.
///
/// Cost: an atomic addition for each call.
class retry_budget {
public:
    /// Errors: `std::invalid_argument` for a ratio that is not a number from 0 to 1000, and for a negative start.
    explicit retry_budget(double retries_for_each_call = 0.1, int at_first = 10);

    void earn() noexcept;
    [[nodiscard]] bool spend() noexcept; ///< Takes a retry; is false if there is none left.

private:
    static constexpr std::int64_t whole = 1'000'000'000; // the number of parts in one retry

    const std::int64_t earned_;
    const std::int64_t most_;
    std::atomic<std::int64_t> left_;
};

/// The options of `retry`. Each setter returns the options.
///
/// Threads: a value.
///
/// Cost: some words and a `std::function`.
class retry_options {
public:
    /// The greatest number of calls, the first one included. Default 3.
    ///
    /// Errors: `std::invalid_argument` for less than 1.
    retry_options& attempts(int most);

    /// The pause before the n-th retry is a random time between 0 and `first * 2^(n-1)`, at most `longest` ("full
    /// jitter": Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015). Default 100 ms and 10 s.
    retry_options& backoff(clock::duration first, clock::duration longest);
    retry_options& jitter(bool); ///< With false, the pauses are not random but as long as they may be. Default true.

    /// The budget that the retries are taken from. It must outlive the call. Default: no budget.
    retry_options& budget(retry_budget&) noexcept;

    /// Says which errors are retried. Default: all. Cancellations are never retried.
    retry_options& only_if(std::function<bool(const std::exception_ptr&)> retried);

private:
    friend class detail::retry_pauses;

    int attempts_ = 3;
    clock::duration first_ = std::chrono::milliseconds(100);
    clock::duration longest_ = std::chrono::seconds(10);
    bool jitter_ = true;
    retry_budget* budget_ = nullptr;
    std::function<bool(const std::exception_ptr&)> only_if_;
};

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

/// Decides after each failure of one `retry` whether there is another attempt, and when.
class retry_pauses {
public:
    explicit retry_pauses(retry_options options);

    /// The pause before the next attempt. Throws the error again if there is no next attempt.
    [[nodiscard]] clock::duration next_or_rethrow(const std::exception_ptr& error);

private:
    [[nodiscard]] bool again(const std::exception_ptr& error) const;

    const retry_options options_;
    int failed_ = 0;
    clock::duration longest_now_;
};

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
