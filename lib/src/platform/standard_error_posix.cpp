#include "platform/standard_error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

namespace plait::platform {

namespace {

// A program may be started without standard descriptors. The first files and sockets that it opens would then get their
// numbers, and what is written to standard error would go to a client. So the numbers are taken before, as Go's runtime
// does it. This happens when the library is loaded, as a listening socket may be opened before there is a runtime.
[[maybe_unused]] const bool numbers_are_taken = [] {
    for (int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(number, F_GETFD) < 0 && errno == EBADF)
            static_cast<void>(::open("/dev/null", O_RDWR)); // open returns the lowest free number, which is this one
    return true;
}();

// Standard error itself is not set to O_NONBLOCK: that would hold for all programs that share the pipe or the terminal,
// such as the shell that has started this one.
bool takes_more(int descriptor) noexcept
{
    pollfd asked{.fd = descriptor, .events = POLLOUT, .revents = 0};
    int ready = 0;
    do
        ready = ::poll(&asked, 1, 0);
    while (ready < 0 && errno == EINTR);
    return ready == 1 && (asked.revents & POLLOUT) != 0;
}

/// Writes at most `most` bytes at once, each time after asking whether that would wait. If `most` is 0, a write to this
/// descriptor is known not to wait: nothing is asked, and the whole text is written at once.
std::size_t write_to(int descriptor, std::string_view text, std::size_t most) noexcept
{
    const bool asks = most > 0;
    if (!asks)
        most = text.size();
    std::size_t all = 0;
    while (all < text.size() && (!asks || takes_more(descriptor))) {
        const ssize_t written = ::write(descriptor, text.data() + all, std::min(text.size() - all, most));
        if (written > 0)
            all += static_cast<std::size_t>(written);
        else if (written == 0 || errno != EINTR)
            break;
    }
    return all;
}

// A terminal that is ready, as poll says, may take one byte and make the next one wait. So the terminal is opened once
// more, without waiting, as no other program shares that descriptor. A user who became another one by su may not open
// it; in that case poll is asked before each byte.
std::size_t write_to_terminal(std::string_view text) noexcept
{
    std::array<char, 128> name; // NOLINT(*-member-init): ttyname_r writes it
    const int own = ::ttyname_r(STDERR_FILENO, name.data(), name.size()) == 0
                        ? ::open(name.data(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
                        : -1;
    if (own < 0)
        return write_to(STDERR_FILENO, text, 1);
    const std::size_t written = write_to(own, text, 0);
    ::close(own);
    return written;
}

} // namespace

std::size_t write_to_standard_error(std::string_view text) noexcept
{
    // A pipe or a socket that is ready, as poll says, takes PIPE_BUF bytes.
    return ::isatty(STDERR_FILENO) ? write_to_terminal(text) : write_to(STDERR_FILENO, text, PIPE_BUF);
}

} // namespace plait::platform
