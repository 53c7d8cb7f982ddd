// Compiles where the inside of Asio's epoll reactor has the shape that plait knows. Then plait puts entries of its own
// into the reactor's epoll set: see lib/src/async/coroutine/readiness_in_asio.cpp. Boost 1.81 to 1.88 have
// this shape.

#include <boost/asio/detail/config.hpp>

#if !defined(BOOST_ASIO_HAS_EPOLL) || defined(BOOST_ASIO_HAS_IO_URING_AS_DEFAULT)
#error "Asio waits in something else than epoll"
#endif

#include <boost/asio/detail/epoll_reactor.hpp>
#include <boost/asio/detail/scheduler.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <type_traits>

namespace asio = boost::asio;

using asio::detail::epoll_reactor;
using asio::detail::scheduler;
using operation = asio::detail::scheduler_operation;

// The reactor stores the events in an operation, and queues it: so its events' state begins with an operation.
static_assert(std::is_base_of_v<operation, epoll_reactor::descriptor_state>);

struct entry : operation {
    entry() : operation(&occurred) {}
    static void occurred(void*, operation*, const boost::system::error_code&, std::size_t) {}
};

int epoll_of(const epoll_reactor&);
template <int epoll_reactor::*Descriptor>
struct reveal {
    friend int epoll_of(const epoll_reactor& of) { return of.*Descriptor; }
};
template struct reveal<&epoll_reactor::epoll_fd_>;

void use(asio::io_context& context, entry& of)
{
    scheduler& found = asio::use_service<scheduler>(context);
    found.init_task();
    found.compensating_work_started();
    found.post_immediate_completion(&of, false);
    (void)epoll_of(asio::use_service<epoll_reactor>(context));
}
