#include "platform/send_file.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>

#include <sys/sendfile.h>

namespace plait::platform {

namespace {

/// Keeps SIGPIPE from this thread while a call runs that raises it where its error says the same. `sendfile` has no
/// flag for that.
template <class Call>
auto without_sigpipe(Call&& call) noexcept
{
    sigset_t pipe;
    sigset_t pending;
    sigset_t before;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    const auto result = call();
    const int error = errno;
    if (result < 0 && error == EPIPE && sigismember(&pending, SIGPIPE) == 0) {
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
    constexpr std::uint64_t most = 0x7ffff000; // the kernel sends no more at once
    auto at = static_cast<off_t>(offset);
    const ssize_t sent = without_sigpipe([&] {
        ssize_t some = 0;
        do
            some = ::sendfile(socket, from, &at, static_cast<std::size_t>(std::min(count, most)));
        while (some < 0 && errno == EINTR);
        return some;
    });
    failed =
        sent < 0 ? boost::system::error_code(errno, boost::system::system_category()) : boost::system::error_code();
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

} // namespace plait::platform
