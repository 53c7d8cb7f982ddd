#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <tuple>

namespace plait::detail {

/// Calls `start(task, place)` for each task of a pack, in order. A task's place is an element of the tuple; it holds
/// the result, and what else the join keeps of the task. All joins of a fixed number of tasks use this function.
template <class... Places, class Start, class... Tasks>
void start_each(std::tuple<Places...>& places, Start start, Tasks&... tasks)
{
    static_assert(sizeof...(Places) == sizeof...(Tasks));
    std::apply([&](Places&... each) { (start(tasks, each), ...); }, places);
}

} // namespace plait::detail
