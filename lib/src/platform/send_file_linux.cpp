#include "platform/send_file.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>

#include <sys/sendfile.h>

namespace plait::platform {

namespace {

/// Keeps SIGPIPE from this thread while a call runs that raises it where its result says the same: `sendfile` has no
/// flag for that. The kernel raises the signal also for a call that has sent a part.
template <class Call>
auto without_sigpipe(std::size_t wanted, Call&& call) noexcept
{
    struct sigaction usual {};
    if (::sigaction(SIGPIPE, nullptr, &usual) == 0 && usual.sa_handler == SIG_IGN) // as in most servers
        return call();
    sigset_t pipe;
    sigset_t pending;
    sigset_t before;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    const auto result = call();
    const int error = errno;
    if (result != static_cast<ssize_t>(wanted) && sigismember(&pending, SIGPIPE) == 0) {
        constexpr timespec at_once{};
        sigtimedwait(&pipe, nullptr, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return result;
}

} // namespace

std::size_t send_file(
    int socket, native_file from, std::uint64_t offset, std::uint64_t count, boost::system::error_code& failed) noexcept
{
    static_assert(sizeof(off_t) == sizeof(offset), "compile with -D_FILE_OFFSET_BITS=64");
    constexpr std::uint64_t most = 1 << 20; // so that other connections of the loop have their turn
    const auto wanted = static_cast<std::size_t>(std::min(count, most));
    auto at = static_cast<off_t>(offset);
    const ssize_t sent = without_sigpipe(wanted, [&] {
        ssize_t some = 0;
        do
            some = ::sendfile(socket, from, &at, wanted);
        while (some < 0 && errno == EINTR);
        return some;
    });
    if (sent < 0 && (errno == EINVAL || errno == ENOSYS)) // this file system cannot do it
        return send_copied(socket, from, offset, count, failed);
    failed =
        sent < 0 ? boost::system::error_code(errno, boost::system::system_category()) : boost::system::error_code();
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

} // namespace plait::platform
