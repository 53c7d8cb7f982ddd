#include "platform/event_set.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/epoll.h>

namespace plait::platform {

static_assert(news::readable == EPOLLIN && news::behind == EPOLLPRI && news::writable == EPOLLOUT);
static_assert(news::failed == EPOLLERR && news::hung_up == EPOLLHUP && news::ended == EPOLLRDHUP);

int open_event_set()
{
    const int made = ::epoll_create1(EPOLL_CLOEXEC);
    if (made < 0)
        throw boost::system::system_error(errno, boost::system::system_category(), "epoll_create1");
    return made;
}

void become_event_set(int) {} // it is one

void watch_in_set(int set, bool is_new, int descriptor, std::uint32_t what, void* of)
{
    epoll_event watched{};
    watched.events = what | EPOLLET;
    watched.data.ptr = of;
    if (::epoll_ctl(set, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &watched) != 0)
        throw boost::system::system_error(errno, boost::system::system_category(), "epoll_ctl");
}

std::size_t take_events(int set, std::span<event> to) noexcept
{
    std::array<epoll_event, 128> taken;
    const int count = ::epoll_wait(set, taken.data(), static_cast<int>(std::min(to.size(), taken.size())), 0);
    const std::size_t known = count < 0 ? 0 : static_cast<std::size_t>(count);
    std::transform(taken.begin(), taken.begin() + known, to.begin(), [](const epoll_event& each) {
        return event{each.data.ptr, each.events};
    });
    return known;
}

} // namespace plait::platform
