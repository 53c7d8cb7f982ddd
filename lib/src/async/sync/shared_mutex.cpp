#include <plait/shared_mutex.hpp>

#include "async/sync/handed_wait.hpp"
#include <plait/detail/kernel/giving_way.hpp>

#include <cassert>

namespace plait {

shared_mutex::~shared_mutex()
{
    assert(waiting_.empty());
}

bool shared_mutex::has_room(kind wanted) const noexcept
{
    return !writer_ && (wanted == kind::shared || readers_ == 0);
}

void shared_mutex::enter(kind entering) noexcept
{
    if (entering == kind::alone)
        writer_ = true;
    else
        ++readers_;
}

void shared_mutex::exit(kind leaving)
{
    if (leaving == kind::alone)
        writer_ = false;
    else
        --readers_;
}

void shared_mutex::admit()
{
    while (detail::wait_node* first = waiting_.first()) {
        const kind wanted = detail::handed_wait<shared_mutex>::wanted_by(*first);
        if (!has_room(wanted))
            return;
        if (waiting_.claim_first()) {
            enter(wanted);
            first->waiting.wake();
        }
    }
}

bool shared_mutex::try_enter(kind wanted)
{
    detail::locked inside(lock_);
    if (!waiting_.empty() || !has_room(wanted))
        return false;
    enter(wanted);
    return true;
}

void shared_mutex::leave(kind leaving)
{
    detail::locked inside(lock_);
    exit(leaving);
    admit();
}

std::optional<shared_mutex::guard> shared_mutex::try_lock()
{
    if (!try_enter(kind::alone))
        return std::nullopt;
    return guard(*this);
}

std::optional<shared_mutex::shared_guard> shared_mutex::try_lock_shared()
{
    if (!try_enter(kind::shared))
        return std::nullopt;
    return shared_guard(*this);
}

awaitable<shared_mutex::guard> shared_mutex::lock()
{
    if (detail::gives_way() || !try_enter(kind::alone)) {
        detail::handed_wait<shared_mutex> here(*this, "shared_mutex::lock", kind::alone);
        co_await here.begin();
        here.take();
    }
    co_return guard(*this);
}

awaitable<shared_mutex::shared_guard> shared_mutex::lock_shared()
{
    if (detail::gives_way() || !try_enter(kind::shared)) {
        detail::handed_wait<shared_mutex> here(*this, "shared_mutex::lock_shared", kind::shared);
        co_await here.begin();
        here.take();
    }
    co_return shared_guard(*this);
}

} // namespace plait
