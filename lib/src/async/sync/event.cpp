#include <plait/event.hpp>

#include <cassert>

namespace plait {

void event::place::enqueue()
{
    detail::locked inside(event_.lock_);
    if (!event_.set_)
        stand_in(event_.waiting_, event_.lock_);
    else if (claim())
        waiting.wake();
}

event::~event()
{
    assert(waiting_.empty());
}

void event::set()
{
    detail::locked inside(lock_);
    set_ = true;
    while (detail::wait_node* next = waiting_.claim())
        next->waiting.wake();
}

void event::reset() noexcept
{
    detail::locked inside(lock_);
    set_ = false;
}

bool event::is_set() const noexcept
{
    detail::locked inside(lock_);
    return set_;
}

awaitable<void> event::wait()
{
    if (is_set() && !detail::gives_way())
        co_return;
    detail::wait waiting(name_);
    place here(waiting, *this);
    co_await here.alone();
}

} // namespace plait
