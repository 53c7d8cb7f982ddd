// Watches descriptors in the epoll set of Asio's reactor, with operations of ours where Asio has its `descriptor_state`.
// The reactor uses only the operation at the beginning of that: it stores the events in it, and queues it.
//
// This file and asio_frames.hpp are the only ones that name private parts of Asio. Whether Asio has these is found out
// when the library is configured: see lib/probes/asio_reactor.cpp.
#include "async/coroutine/readiness.hpp"

#if PLAIT_HAS_READINESS && PLAIT_KNOWS_ASIO_REACTOR

#include <boost/asio/detail/epoll_reactor.hpp>
#include <boost/asio/detail/scheduler.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>
#include <sys/epoll.h>
#include <vector>

namespace asio = boost::asio;

namespace plait::detail {

namespace {

using asio::detail::epoll_reactor;
using asio::detail::scheduler;
using operation = asio::detail::scheduler_operation;
using error_code = boost::system::error_code;

int epoll_of(const epoll_reactor&) noexcept;

/// Reads a private member of Asio's reactor: an explicit instantiation may name private members.
template <int epoll_reactor::*Descriptor>
struct reveal {
    friend int epoll_of(const epoll_reactor& of) noexcept { return of.*Descriptor; }
};
template struct reveal<&epoll_reactor::epoll_fd_>;

int initialised_epoll(asio::execution_context& context, scheduler& scheduler)
{
    scheduler.init_task(); // from now on the scheduler waits in the reactor
    return epoll_of(asio::use_service<epoll_reactor>(context));
}

} // namespace

class readiness::way {
public:
    way(asio::execution_context& context, readiness& of)
        : scheduler_(asio::use_service<scheduler>(context)), epoll_(initialised_epoll(context, scheduler_)), again_(of)
    {
    }

    struct watched final : operation, registration {
        explicit watched(readiness& owner) noexcept : operation(&occurred), registration(owner) {}

        static void occurred(void* scheduler, operation* base, const error_code&, std::size_t events)
        {
            if (!scheduler) // the context is going away
                return;
            auto* self = static_cast<watched*>(base);
            // The scheduler counts one off for each operation that it runs.
            self->owner.way_->scheduler_.compensating_work_started();
            if (self->told)
                self->told->ready(static_cast<std::uint32_t>(events));
        }
    };
    struct repetition final : operation {
        explicit repetition(readiness& owner) noexcept : operation(&due), owner(owner) {}

        static void due(void* scheduler, operation* base, const error_code&, std::size_t)
        {
            if (scheduler)
                static_cast<repetition*>(base)->owner.call_again();
        }

        readiness& owner;
    };

    scheduler& scheduler_;
    const int epoll_;
    repetition again_;
    std::vector<std::unique_ptr<watched>> all_;
};

readiness::readiness(asio::execution_context& context) : service(context), way_(std::make_unique<way>(context, *this))
{
}

readiness::~readiness() = default;

void readiness::shutdown() {}

readiness::registration& readiness::make_registration()
{
    return *way_->all_.emplace_back(std::make_unique<way::watched>(*this));
}

void readiness::control(bool is_new, int descriptor, std::uint32_t events, registration& of)
{
    epoll_event event{};
    event.events = events | EPOLLET;
    event.data.ptr = static_cast<operation*>(&static_cast<way::watched&>(of));
    if (::epoll_ctl(way_->epoll_, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event) != 0)
        throw boost::system::system_error(errno, boost::system::system_category(), "epoll_ctl");
}

void readiness::queue_call_again() noexcept
{
    way_->scheduler_.post_immediate_completion(&way_->again_, false);
}

} // namespace plait::detail

#endif
