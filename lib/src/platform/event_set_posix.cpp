// The set of macOS and the BSDs: a kqueue.
#include "platform/event_set.hpp"

#include "async/coroutine/readiness.hpp"

#if PLAIT_HAS_READINESS

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/event.h>
#include <sys/types.h>
#include <unistd.h>

namespace plait::platform {

namespace {

[[noreturn]] void throw_error_of(const char* call)
{
    throw boost::system::system_error(errno, boost::system::system_category(), call);
}

/// Data that has come is read until a read finds nothing: a read stops at urgent data and at a descriptor that is passed
/// along, and a kqueue does not say so. macOS has EV_OOBAND for the first, but its kernel sets it no more.
event event_of(const struct kevent& told) noexcept
{
    const bool at_end = (told.flags & EV_EOF) != 0;
    if (told.filter == EVFILT_READ)
        return {told.udata, news::readable | news::behind | (at_end ? news::ended : 0)};
    return {told.udata, news::writable | (at_end ? news::hung_up : 0)};
}

} // namespace

// A kqueue cannot be made non-blocking (ENOTTY), which Asio does before it watches a descriptor (before version 1.34, also
// if it only waits). So Asio is given the end of a pipe, and remembers that this is non-blocking when a kqueue takes
// the pipe's place. Asio's own kqueue learns of the descriptor when Asio first waits for it.
int open_event_set()
{
    int ends[2];
    if (::pipe(ends) != 0)
        throw_error_of("pipe");
    ::close(ends[1]);
    return ends[0];
}

void become_event_set(int descriptor)
{
    const int made = ::kqueue();
    if (made < 0)
        throw_error_of("kqueue");
    const bool has_taken_its_place = ::dup2(made, descriptor) >= 0;
    const int error = errno;
    ::close(made);
    errno = error;
    if (!has_taken_its_place)
        throw_error_of("dup2");
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

// A filter that is added looks for what is there already. kqueue(2) does not promise that of one that is added again, so
// room to write is told once, and asked for anew. Else each packet that a client acknowledges would be news, too.
void watch_in_set(int set, bool is_new, int descriptor, std::uint32_t what, void* of)
{
    std::array<struct kevent, 2> changes{};
    int count = 0;
    if (is_new && (what & news::readable) != 0)
        EV_SET(&changes[static_cast<std::size_t>(count++)], descriptor, EVFILT_READ, EV_ADD | EV_CLEAR, 0, 0, of);
    if ((what & news::writable) != 0)
        EV_SET(&changes[static_cast<std::size_t>(count++)], descriptor, EVFILT_WRITE, EV_ADD | EV_ONESHOT, 0, 0, of);
    if (::kevent(set, changes.data(), count, nullptr, 0, nullptr) < 0)
        throw_error_of("kevent");
}

std::size_t take_events(int set, std::span<event> to) noexcept
{
    std::array<struct kevent, 128> taken;
    constexpr timespec at_once{};
    const int room = static_cast<int>(std::min(to.size(), taken.size()));
    const int count = ::kevent(set, nullptr, 0, taken.data(), room, &at_once);
    const std::size_t known = count < 0 ? 0 : static_cast<std::size_t>(count);
    std::transform(taken.begin(), taken.begin() + known, to.begin(), event_of);
    return known;
}

} // namespace plait::platform

#endif
