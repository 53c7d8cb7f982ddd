#include <plait/detail/kernel/timer_queue.hpp>

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace plait::detail {

void timer_queue::push(timer& added, clock::time_point due)
{
    // A timer that is in the heap twice would be found there after its destruction.
    if (added.pending())
        throw std::logic_error("plait::detail::timer_queue: a timer is set that is set already; remove it first");
    heap_.push_back({due, &added});
    added.due_ = due;
    constexpr auto last = static_cast<std::uint64_t>(timer::order::last);
    added.rank_ = (added.rank_ & last) | added_++;
    up(heap_.size() - 1, heap_.back());
}

void timer_queue::erase(timer& gone) noexcept
{
    const std::size_t hole = gone.index_;
    assert(hole < heap_.size() && heap_[hole].what == &gone);
    const node last = heap_.back();
    heap_.pop_back();
    gone.index_ = timer::not_queued;
    if (last.what == &gone)
        return;
    if (hole > 0 && before(last, heap_[(hole - 1) / children]))
        up(hole, last);
    else
        down(hole, last);
}

void timer_queue::add_due(clock::time_point now, std::vector<timer*>& to) const
{
    std::vector<std::size_t> open{0}; // the nodes to look at; below a node that is not due, none is due
    std::vector<node> due;
    while (!open.empty()) {
        const std::size_t at = open.back();
        open.pop_back();
        if (at >= heap_.size() || heap_[at].due > now)
            continue;
        due.push_back(heap_[at]);
        for (std::size_t i = 1; i <= children; ++i)
            open.push_back(children * at + i);
    }
    std::sort(due.begin(), due.end(), before);
    for (const node& each : due)
        to.push_back(each.what);
}

timer& timer_queue::pop() noexcept
{
    timer& first = *heap_.front().what;
    erase(first);
    return first;
}

void timer_queue::place(std::size_t at, const node& moved) noexcept
{
    heap_[at] = moved;
    moved.what->index_ = at;
}

void timer_queue::up(std::size_t at, node moved) noexcept
{
    while (at > 0) {
        const std::size_t parent = (at - 1) / children;
        if (!before(moved, heap_[parent]))
            break;
        place(at, heap_[parent]);
        at = parent;
    }
    place(at, moved);
}

void timer_queue::down(std::size_t at, node moved) noexcept
{
    for (;;) {
        const std::size_t first = children * at + 1;
        if (first >= heap_.size())
            break;
        const std::size_t end = std::min(first + children, heap_.size());
        std::size_t earliest = first;
        for (std::size_t each = first + 1; each < end; ++each)
            if (before(heap_[each], heap_[earliest]))
                earliest = each;
        if (!before(heap_[earliest], moved))
            break;
        place(at, heap_[earliest]);
        at = earliest;
    }
    place(at, moved);
}

} // namespace plait::detail
