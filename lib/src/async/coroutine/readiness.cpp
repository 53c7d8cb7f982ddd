#include "async/coroutine/readiness.hpp"

#if PLAIT_HAS_READINESS

namespace plait::detail {

boost::asio::execution_context::id readiness::id;

readiness::registration& readiness::take()
{
    return free_ ? *std::exchange(free_, free_->next) : make_registration();
}

void readiness::call_again() noexcept
{
    registration* next = std::exchange(asked_, nullptr);
    while (next) {
        registration& asked = *std::exchange(next, next->next);
        asked.asked = false;
        if (asked.told)
            asked.told->again();
        else // its watch ended while the registration was in the list
            asked.next = std::exchange(free_, &asked);
    }
}

//
// A watch
//

readiness::watch::watch(readiness& of, int descriptor, std::uint32_t events, user& told)
{
    registration& taken = of.take();
    registration_ = &taken;
    taken.told = &told;
    try {
        of.control(true, descriptor, events, taken);
    } catch (...) {
        reset();
        throw;
    }
}

void readiness::watch::change(int descriptor, std::uint32_t events)
{
    registration_->owner.control(false, descriptor, events, *registration_);
}

void readiness::watch::ask_again() noexcept
{
    readiness& owner = registration_->owner;
    if (std::exchange(registration_->asked, true))
        return;
    registration_->next = std::exchange(owner.asked_, registration_);
    if (!registration_->next)
        owner.queue_call_again();
}

void readiness::watch::reset() noexcept
{
    registration* left = std::exchange(registration_, nullptr);
    if (!left)
        return;
    left->told = nullptr;
    if (!left->asked)
        left->next = std::exchange(left->owner.free_, left);
}

} // namespace plait::detail

#endif
