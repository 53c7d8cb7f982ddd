#include <plait/semaphore.hpp>

#include "async/sync/handed_wait.hpp"
#include <plait/detail/kernel/giving_way.hpp>

#include <cassert>
#include <stdexcept>

namespace plait {

semaphore::semaphore(detail::count_argument places) : semaphore(places.of("plait::semaphore"), "semaphore::acquire")
{
    if (available() == 0)
        throw std::invalid_argument("plait::semaphore: with 0 places every acquire would wait for ever");
}

semaphore::~semaphore()
{
    assert(waiting_.empty());
}

// Wakes tasks while places are free, so that afterwards a place is free only if nobody waits.
void semaphore::admit()
{
    while (available_ > 0) {
        detail::wait_node* next = waiting_.claim();
        if (!next)
            return;
        --available_;
        next->waiting.wake();
    }
}

void semaphore::exit(kind)
{
    ++available_;
}

void semaphore::release()
{
    detail::locked inside(lock_);
    exit({});
    admit();
}

std::optional<semaphore::permit> semaphore::try_acquire()
{
    detail::locked inside(lock_);
    if (available_ == 0)
        return std::nullopt;
    --available_;
    return permit(*this);
}

awaitable<semaphore::permit> semaphore::acquire()
{
    if (!detail::gives_way())
        if (std::optional<permit> free = try_acquire())
            co_return *std::move(free);
    detail::handed_wait<semaphore> here(*this, name_);
    co_await here.begin();
    here.take();
    co_return permit(*this);
}

std::size_t semaphore::available() const noexcept
{
    detail::locked inside(lock_);
    return available_;
}

} // namespace plait
