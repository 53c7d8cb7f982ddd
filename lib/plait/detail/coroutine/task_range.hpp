#pragma once

#include <plait/detail/coroutine/task_argument.hpp>

#include <concepts>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace plait::detail {

/// A range of awaitables, or of callables that return them.
template <class Range>
concept task_range = std::ranges::input_range<Range>
                     && (awaitable_type<std::ranges::range_value_t<Range>>
                         || awaitable_factory<std::ranges::range_value_t<Range>>);

/// Compiles if the tasks of the range can be started. Otherwise the error says what to do.
template <class Range>
consteval void check_task_range()
{
    using task = std::ranges::range_value_t<Range>;
    // Callables in a range are no temporaries of a co_await expression, whatever the range is.
    check_task_argument<std::conditional_t<awaitable_type<task>, task, task&>>();
    if constexpr (awaitable_type<task> && std::is_lvalue_reference_v<Range>)
        static_assert(
            !std::is_lvalue_reference_v<std::ranges::range_reference_t<Range>>,
            "tasks are awaited once: pass the range with std::move(range)");
}

/// Makes what a join keeps of a range. A range that makes its awaitables as it goes is kept as it is, and gives the
/// next one when that can be started. Callables are kept in a vector, because the coroutines use their captures.
template <class Range>
auto to_task_range(Range&& tasks)
{
    using task = std::ranges::range_value_t<Range>;
    if constexpr (awaitable_type<task> || std::same_as<Range, std::vector<task>>) {
        return std::decay_t<Range>(std::forward<Range>(tasks));
    } else {
        std::vector<task> kept;
        for (auto&& each : tasks) {
            if constexpr (std::is_lvalue_reference_v<Range>)
                kept.push_back(each);
            else
                kept.push_back(std::move(each));
        }
        return kept;
    }
}

template <class Range>
using task_of = std::ranges::range_value_t<Range>;

/// Makes the awaitable of an element. The element may be a temporary of the range.
template <class Task, class Element>
auto element_to_awaitable(Element&& element)
{
    if constexpr (awaitable_type<Task>)
        // NOLINTNEXTLINE(bugprone-move-forwarding-reference): the range was moved in, and its elements are lvalues
        return Task(std::move(element));
    else
        return element();
}

} // namespace plait::detail
