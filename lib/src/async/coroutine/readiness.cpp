#include "async/coroutine/readiness.hpp"

#if PLAIT_KNOWS_ASIO_REACTOR

#include <boost/asio/detail/epoll_reactor.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>
#include <sys/epoll.h>

namespace asio = boost::asio;

namespace plait::detail {

namespace {

using asio::detail::epoll_reactor;

int epoll_of(const epoll_reactor&) noexcept;

/// Reads a private member of Asio's reactor: an explicit instantiation may name private members.
template <int epoll_reactor::*Descriptor>
struct reveal {
    friend int epoll_of(const epoll_reactor& of) noexcept { return of.*Descriptor; }
};
template struct reveal<&epoll_reactor::epoll_fd_>;

int initialised_epoll(asio::execution_context& context, asio::detail::scheduler& scheduler)
{
    scheduler.init_task(); // from now on the scheduler waits in the reactor
    return epoll_of(asio::use_service<epoll_reactor>(context));
}

} // namespace

asio::execution_context::id readiness::id;

readiness::readiness(asio::execution_context& context)
    : service(context), scheduler_(asio::use_service<asio::detail::scheduler>(context)),
      epoll_(initialised_epoll(context, scheduler_))
{
}

readiness::~readiness() = default;

//
// The registrations
//

void readiness::registration::occurred(void* scheduler, operation* base, const error_code&, std::size_t events)
{
    if (!scheduler) // the context is going away
        return;
    auto* self = static_cast<registration*>(base);
    self->owner.scheduler_.compensating_work_started(); // the scheduler counts one off for each operation that it runs
    if (self->told)
        self->told->ready(static_cast<std::uint32_t>(events));
}

void readiness::repetition::due(void* scheduler, operation* base, const error_code&, std::size_t)
{
    if (!scheduler)
        return;
    auto* self = static_cast<repetition*>(base);
    self->queued = false;
    registration* next = std::exchange(self->owner.asked_, nullptr);
    while (next) {
        registration& asked = *std::exchange(next, next->next);
        asked.asked = false;
        if (asked.told)
            asked.told->again();
        else // its watch ended while the registration was in the list
            asked.next = std::exchange(self->owner.free_, &asked);
    }
}

readiness::registration& readiness::take()
{
    if (free_)
        return *std::exchange(free_, free_->next);
    return *all_.emplace_back(std::make_unique<registration>(*this));
}

void readiness::control(int how, int descriptor, std::uint32_t events, registration& of) const
{
    epoll_event event{};
    event.events = events | EPOLLET;
    event.data.ptr = static_cast<operation*>(&of);
    if (::epoll_ctl(epoll_, how, descriptor, &event) != 0)
        throw boost::system::system_error(errno, boost::system::system_category(), "epoll_ctl");
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
        of.control(EPOLL_CTL_ADD, descriptor, events, taken);
    } catch (...) {
        reset();
        throw;
    }
}

void readiness::watch::change(int descriptor, std::uint32_t events)
{
    registration_->owner.control(EPOLL_CTL_MOD, descriptor, events, *registration_);
}

void readiness::watch::ask_again() noexcept
{
    readiness& owner = registration_->owner;
    if (std::exchange(registration_->asked, true))
        return;
    registration_->next = std::exchange(owner.asked_, registration_);
    if (!std::exchange(owner.again_.queued, true))
        owner.scheduler_.post_immediate_completion(&owner.again_, false);
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
