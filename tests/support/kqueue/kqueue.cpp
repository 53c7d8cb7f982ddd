// A kqueue on Linux, made of what epoll has: as much of one as plait uses, and as macOS describes it in kqueue(2). It is
// not Apple's, but it counts what matters: a filter each for what is read and what is written, room that is told once
// (EV_ONESHOT), and a queue that may be watched itself, but cannot be made non-blocking. Every second time room in a TCP
// socket is told too early, so that a write finds none. So the functions of the C library by which a descriptor is made
// non-blocking, duplicated, closed and watched are replaced in this program.
#include <sys/event.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

extern "C" {
int __real_close(int descriptor);
int __real_dup2(int from, int to);
int __real_epoll_ctl(int set, int how, int descriptor, epoll_event* event);
int __real_fcntl64(int descriptor, int command, ...);
int __real_ioctl(int descriptor, unsigned long request, ...);
}

namespace {

/// The program is wrong if this does not hold: an assert would not be there in an optimised build.
void expect(bool holds)
{
    if (!holds)
        std::abort();
}

/// Two sets, as one would have each descriptor once. Both are in a third one, which is what the program knows.
struct filters {
    filters()
        : sets{::epoll_create1(EPOLL_CLOEXEC), ::epoll_create1(EPOLL_CLOEXEC)}, has_early(::eventfd(0, EFD_NONBLOCK))
    {
    }
    filters(const filters&) = delete;
    filters& operator=(const filters&) = delete;
    ~filters()
    {
        for (const int each : sets)
            __real_close(each);
        __real_close(has_early);
    }

    [[nodiscard]] int of(std::int16_t filter) const { return sets[filter == EVFILT_READ ? 0 : 1]; }

    std::array<int, 2> sets;
    int has_early;            // is readable while there are such
    std::vector<void*> early; // who is told of room too early
    bool last_was_early = false;
};

bool is_tcp(int descriptor)
{
    int domain = 0;
    socklen_t size = sizeof(domain);
    return ::getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain != AF_UNIX;
}

std::mutex all_mutex;
std::map<int, std::shared_ptr<filters>> all;

/// How each descriptor was added to a set: on Linux that is Asio's reactor.
std::map<int, std::pair<int, epoll_event>> added;

std::shared_ptr<filters> filters_of(int descriptor)
{
    const std::scoped_lock lock(all_mutex);
    const auto found = all.find(descriptor);
    return found == all.end() ? nullptr : found->second;
}

void set_filters_of(int descriptor, std::shared_ptr<filters> to)
{
    std::shared_ptr<filters> before; // is destroyed after the lock
    const std::scoped_lock lock(all_mutex);
    before = std::exchange(all[descriptor], std::move(to));
    if (!all[descriptor])
        all.erase(descriptor);
}

int change(filters& of, const struct kevent& to)
{
    const int descriptor = static_cast<int>(to.ident);
    const bool reads = to.filter == EVFILT_READ;
    expect(to.flags == (reads ? EV_ADD | EV_CLEAR : EV_ADD | EV_ONESHOT));
    if (!reads && is_tcp(descriptor) && (of.last_was_early = !of.last_was_early)) {
        of.early.push_back(to.udata);
        ::eventfd_write(of.has_early, 1);
        return 0;
    }
    epoll_event watched{};
    watched.events = EPOLLET | (reads ? EPOLLIN | EPOLLRDHUP : EPOLLOUT | EPOLLONESHOT);
    watched.data.ptr = to.udata;
    const int set = of.of(to.filter);
    const int added = __real_epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &watched);
    // One that is there is not looked at again.
    return added == 0 || errno != EEXIST || reads ? added : __real_epoll_ctl(set, EPOLL_CTL_MOD, descriptor, &watched);
}

int take(const filters& of, std::int16_t filter, struct kevent* to, int room)
{
    std::array<epoll_event, 128> events;
    const int most = std::min(room, static_cast<int>(events.size()));
    const int count = most == 0 ? 0 : ::epoll_wait(of.of(filter), events.data(), most, 0);
    for (int i = 0; i < count; ++i) {
        const epoll_event& each = events[static_cast<std::size_t>(i)];
        const bool at_end = (each.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        EV_SET(&to[i], 0, filter, at_end ? EV_EOF : std::uint16_t(), 0, 0, each.data.ptr);
    }
    return std::max(count, 0);
}

int take_early(filters& of, struct kevent* to, int room)
{
    eventfd_t ignored = 0;
    ::eventfd_read(of.has_early, &ignored);
    expect(static_cast<std::size_t>(room) >= of.early.size());
    int count = 0;
    for (void* const each : std::exchange(of.early, {}))
        EV_SET(&to[count++], 0, EVFILT_WRITE, 0, 0, 0, each);
    return count;
}

} // namespace

int kqueue()
{
    const int made = ::epoll_create1(EPOLL_CLOEXEC);
    auto both = std::make_shared<filters>();
    for (const int each : {both->sets[0], both->sets[1], both->has_early}) {
        epoll_event any{};
        any.events = EPOLLIN;
        __real_epoll_ctl(made, EPOLL_CTL_ADD, each, &any);
    }
    set_filters_of(made, std::move(both));
    return made;
}

int kevent(
    int queue, const struct kevent* changes, int change_count, struct kevent* events, int event_count,
    [[maybe_unused]] const struct timespec* timeout)
{
    const std::shared_ptr<filters> known = filters_of(queue);
    if (!known) {
        errno = EBADF;
        return -1;
    }
    for (int i = 0; i < change_count; ++i)
        if (change(*known, changes[i]) != 0)
            return -1;
    if (event_count == 0)
        return 0;
    expect(timeout && timeout->tv_sec == 0 && timeout->tv_nsec == 0);
    int count = take_early(*known, events, event_count);
    count += take(*known, EVFILT_READ, events + count, event_count - count);
    return count + take(*known, EVFILT_WRITE, events + count, event_count - count);
}

extern "C" {

int __wrap_close(int descriptor)
{
    set_filters_of(descriptor, nullptr);
    return __real_close(descriptor);
}

// On Linux Asio's reactor watches a descriptor from the beginning, and that on macOS from the first wait. So the queue
// takes a descriptor's place there, too.
int __wrap_dup2(int from, int to)
{
    const int made = __real_dup2(from, to);
    const std::shared_ptr<filters> known = filters_of(from);
    if (made >= 0 && known) {
        set_filters_of(to, known);
        const std::scoped_lock lock(all_mutex);
        auto& [set, event] = added.at(to);
        __real_epoll_ctl(set, EPOLL_CTL_ADD, to, &event);
    }
    return made;
}

int __wrap_epoll_ctl(int set, int how, int descriptor, epoll_event* event)
{
    if (how == EPOLL_CTL_ADD) {
        const std::scoped_lock lock(all_mutex);
        added[descriptor] = {set, *event};
    }
    return __real_epoll_ctl(set, how, descriptor, event);
}

int __wrap_fcntl64(int descriptor, int command, ...)
{
    std::va_list rest;
    va_start(rest, command);
    void* const argument = va_arg(rest, void*);
    va_end(rest);
    if (command == F_SETFL && filters_of(descriptor)) {
        errno = ENOTTY;
        return -1;
    }
    return __real_fcntl64(descriptor, command, argument);
}

int __wrap_ioctl(int descriptor, unsigned long request, ...)
{
    std::va_list rest;
    va_start(rest, request);
    void* const argument = va_arg(rest, void*);
    va_end(rest);
    if (filters_of(descriptor)) {
        errno = ENOTTY;
        return -1;
    }
    return __real_ioctl(descriptor, request, argument);
}
}
