#include <plait/detail/timer_queue.hpp>

namespace plait::detail {

void timer_queue::push(timer& added, clock::time_point due)
{
    heap_.push_back(&added);
    added.due_ = due;
    added.sequence_ = next_sequence_++;
    added.index_ = heap_.size() - 1;
    up(added.index_);
}

void timer_queue::erase(timer& gone) noexcept
{
    const std::size_t hole = gone.index_;
    timer* last = heap_.back();
    heap_.pop_back();
    gone.index_ = timer::not_queued;
    if (last != &gone) {
        place(hole, last);
        up(hole);
        down(last->index_);
    }
}

timer& timer_queue::pop() noexcept
{
    timer& first = *heap_.front();
    erase(first);
    return first;
}

void timer_queue::place(std::size_t at, timer* moved) noexcept
{
    heap_[at] = moved;
    moved->index_ = at;
}

void timer_queue::up(std::size_t at) noexcept
{
    timer* moved = heap_[at];
    while (at > 0 && before(*moved, *heap_[(at - 1) / 2])) {
        place(at, heap_[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    place(at, moved);
}

void timer_queue::down(std::size_t at) noexcept
{
    timer* moved = heap_[at];
    for (;;) {
        std::size_t child = 2 * at + 1;
        if (child >= heap_.size())
            break;
        if (child + 1 < heap_.size() && before(*heap_[child + 1], *heap_[child]))
            ++child;
        if (!before(*heap_[child], *moved))
            break;
        place(at, heap_[child]);
        at = child;
    }
    place(at, moved);
}

} // namespace plait::detail
