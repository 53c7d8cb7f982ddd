#pragma once

#include <tuple>

namespace plait::detail {

/// What the joins of a fixed number of tasks share: each task of the pack has a place in a tuple, for its result and for
/// whatever else the join keeps of it. Calls `start(task, place)` for each, in order.
template <class... Places, class Start, class... Tasks>
void start_each(std::tuple<Places...>& places, Start start, Tasks&... tasks)
{
    static_assert(sizeof...(Places) == sizeof...(Tasks));
    std::apply([&](Places&... each) { (start(tasks, each), ...); }, places);
}

} // namespace plait::detail
