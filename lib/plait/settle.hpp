#pragma once

#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/coroutine/task_range.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/detail/join/start_each.hpp>
#include <plait/detail/kernel/frame_deque.hpp>
#include <plait/outcome.hpp>

#include <boost/asio/this_coro.hpp>

#include <exception>
#include <ranges>
#include <tuple>
#include <utility>
#include <vector>

namespace plait {

/// Runs the tasks at the same time, waits for all of them whether they fail or not, and says how each ended.
///
///     auto [user, orders] = co_await settle(load_user(id), load_orders(id));
///     if (!orders) log(describe(orders.error()));
///
/// A task is an `awaitable`, or a callable without parameters that returns one.
///
/// Returns: an `outcome` for each task, in argument order: in a tuple, or for a range in a vector.
///
/// Errors: no error of a task is thrown. If a callable throws in place of returning a task, that error is its outcome.
///
/// Cancellation: cancelling the caller cancels every task, and they are waited for; their outcomes say so.
///
/// Lifetime: no task outlives the call. Callables are kept until then.
///
/// Threads: the tasks run on the caller's loop.
///
/// Cost: 44 ns for each task that is ready (`bench_each`).
///
/// See also: `run_concurrent` (the first failure cancels the others).
template <class... Tasks>
[[nodiscard]] auto settle(Tasks&&... tasks);
template <std::ranges::input_range Range>
[[nodiscard]] auto settle(Range&& tasks);

//
// Implementation
//

namespace detail {

/// Takes the error of one task.
class error_taker final : public child {
public:
    [[nodiscard]] std::exception_ptr& error() noexcept { return error_; }

private:
    void finished(std::exception_ptr& error) noexcept override { error_ = std::exchange(error, nullptr); }

    std::exception_ptr error_;
};

template <class T>
struct settling {
    error_taker taker;
    result<T> value;

    void start(join& all, auto& task)
    {
        try {
            all.start(to_awaitable(task), value, &taker);
        } catch (...) {
            taker.error() = std::current_exception();
        }
    }
    [[nodiscard]] outcome<T> take() { return outcome<T>(std::move(value), std::move(taker.error())); }
};

template <class... Tasks>
awaitable<std::tuple<outcome<task_result_t<Tasks>>...>> settle_fixed(Tasks... tasks)
{
    join all(co_await boost::asio::this_coro::executor, "settle");
    std::tuple<settling<task_result_t<Tasks>>...> each;
    auto start = [&](auto& task, auto& one) { one.start(all, task); };
    co_await all.run([&] { start_each(each, start, tasks...); });
    auto taken = [](auto&... one) { return std::tuple<outcome<task_result_t<Tasks>>...>(one.take()...); };
    co_return std::apply(taken, each);
}

template <class Range, class T = task_result_t<task_of<Range>>>
awaitable<std::vector<outcome<T>>> settle_range(Range tasks)
{
    join all(co_await boost::asio::this_coro::executor, "settle");
    frame_deque<settling<T>> each;
    co_await all.run([&] {
        for (auto&& task : tasks)
            each.emplace_back().start(all, task);
    });
    if (all.error()) { // the range itself threw, so there is no result that could carry the errors of the tasks
        for (settling<T>& one : each)
            if (one.taker.error() && !is_cancellation(one.taker.error()))
                report_unreported("settle", one.taker.error());
        all.rethrow_error();
    }
    std::vector<outcome<T>> outcomes;
    outcomes.reserve(each.size());
    for (settling<T>& one : each)
        outcomes.push_back(one.take());
    co_return outcomes;
}

} // namespace detail

template <class... Tasks>
auto settle(Tasks&&... tasks)
{
    static_assert(sizeof...(Tasks) > 0, "settle without a task: give at least one, or a range of them");
    (detail::check_task_argument<Tasks>(), ...);
    return detail::settle_fixed<std::decay_t<Tasks>...>(std::forward<Tasks>(tasks)...);
}

template <std::ranges::input_range Range>
auto settle(Range&& tasks)
{
    detail::check_task_range<Range>();
    auto kept = detail::to_task_range(std::forward<Range>(tasks));
    return detail::settle_range<decltype(kept)>(std::move(kept));
}

} // namespace plait
