#pragma once

#include <plait/clock.hpp>
#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/join/first_wins.hpp>
#include <plait/detail/kernel/count_argument.hpp>
#include <plait/detail/kernel/frame_deque.hpp>
#include <plait/detail/kernel/timer_queue.hpp>
#include <plait/failures.hpp>

#include <boost/asio/this_coro.hpp>

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace plait {

/// Calls `function()`, and calls it again if there is no answer after `delay`. The first call to succeed wins; the
/// others are cancelled and awaited. This is the hedged request of Dean and Barroso, "The Tail at Scale", 2013: with a
/// delay at the 95th percentile of the latency it costs 5 % more requests, and the slowest answers come much sooner.
///
///     page answer = co_await hedged(20ms, [&] { return fetch(any_replica()); });
///     page answer = co_await hedged(20ms, [&] { return fetch(any_replica()); }, 3); // up to three at a time
///
/// A call that fails makes the next one at once.
///
/// Returns: the first result.
///
/// Errors: `failures`, with every error, if all the calls fail. `std::invalid_argument` for less than one call.
///
/// Cancellation: cancelling the caller cancels the calls, and they are waited for; `hedged` then throws
///   `asio::error::operation_aborted`.
///
/// Lifetime: the function is kept until all calls have ended.
///
/// Threads: the calls run on the caller's loop.
///
/// Cost: 140 ns and 3 blocks of memory around a first call that is ready (`bench_each`).
template <class Function>
[[nodiscard]] auto hedged(clock::duration delay, Function&& function, detail::count_argument most = 2);

//
// Implementation
//

namespace detail {

/// Starts one call after another: the next one when the last one is late or has failed.
class hedging final : public first_wins, timer {
public:
    hedging(join& all, clock::duration delay, std::size_t most, std::function<void(std::size_t)> start)
        : first_wins(all, rule::first_success), delay_(delay), most_(most), start_(std::move(start))
    {
    }
    ~hedging();

    void next() noexcept;

private:
    void lost() noexcept override { next(); }
    void fire() override { next(); }
    void abandon() noexcept override {}
    [[nodiscard]] bool may_start() noexcept;

    const clock::duration delay_;
    const std::size_t most_;
    const std::function<void(std::size_t)> start_;
    std::size_t started_ = 0;
    bool starting_ = false;
    bool more_ = false;    // true: another call is to be started
    bool* gone_ = nullptr; // while `next` starts calls: points to its variable, which the destructor sets
};

template <class Function, class T = task_result_t<Function>>
awaitable<T> hedge(clock::duration delay, Function function, std::size_t most)
{
    join all(co_await boost::asio::this_coro::executor, "hedged");
    frame_deque<contender<T>> each;
    hedging first(all, delay, most, [&](std::size_t index) {
        each.emplace_back().start(first, index, function);
    });
    co_await all.run([&] { first.next(); });
    if (!first.has_result())
        first.rethrow_errors(co_await boost::asio::this_coro::cancellation_state);
    co_return take<T>(each[first.winner()].value);
}

} // namespace detail

template <class Function>
auto hedged(clock::duration delay, Function&& function, detail::count_argument most)
{
    static_assert(
        detail::awaitable_factory<Function>,
        "hedged calls a function without parameters, once or more, that returns a plait::awaitable");
    detail::check_callable<Function>();
    const std::size_t calls = most.of("plait::hedged");
    if (calls == 0)
        throw std::invalid_argument("plait::hedged with at most 0 calls: give at least 1");
    return detail::hedge<std::decay_t<Function>>(delay, std::forward<Function>(function), calls);
}

} // namespace plait
