#pragma once

#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_range.hpp>
#include <plait/detail/join/first_wins.hpp>
#include <plait/detail/kernel/frame_deque.hpp>

#include <boost/asio/this_coro.hpp>

#include <ranges>
#include <stdexcept>
#include <string>

namespace plait::detail {

/// Runs the tasks of a range, which are all of one type, until one has won.
template <class Range, class T = task_result_t<task_of<Range>>>
awaitable<T> first_wins_of_range(const char* name, first_wins::rule decides, Range tasks)
{
    join all(co_await boost::asio::this_coro::executor, name);
    first_wins first(all, decides);
    frame_deque<contender<T>> each;
    co_await all.run([&] {
        for (auto next = std::ranges::begin(tasks); next != std::ranges::end(tasks); ++next) {
            const std::size_t index = each.size();
            contender<T>& one = each.emplace_back();
            auto&& task = *next;
            one.start(first, index, task);
            if (first.decided()) // a range that makes its tasks as it goes would make the next one for nothing
                break;
        }
    });
    if (each.empty() && !all.error())
        throw std::invalid_argument(
            std::string(name) + " of an empty range: nothing could be first; give at least one task");
    if (!first.has_result())
        first.rethrow_errors(co_await boost::asio::this_coro::cancellation_state);
    co_return take<T>(each[first.winner()].value);
}

} // namespace plait::detail
