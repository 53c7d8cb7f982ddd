#include <plait/after.hpp>

#include <plait/detail/coroutine/loop.hpp>

namespace plait {

timer_case after(clock::duration time) noexcept
{
    return timer_case(detail::later(clock::now(), time));
}

timer_case at(clock::time_point due) noexcept
{
    return timer_case(due);
}

timer_case::place::~place()
{
    if (owner_)
        owner_->remove(*this);
}

void timer_case::place::enqueue()
{
    if (try_now()) {
        fire();
        return;
    }
    owner_ = detail::current.owner;
    owner_->add(*this, due_);
}

void timer_case::place::fire()
{
    if (claim())
        waiting.wake();
}

} // namespace plait
