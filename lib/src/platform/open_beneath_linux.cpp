#include "platform/open_beneath.hpp"

#include "platform/open_by_segments.hpp"

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace plait::platform {

namespace {

// openat2(2) and its constants, which the headers of an older system lack. The numbers are the same everywhere.
#ifdef SYS_openat2
constexpr long call_openat2 = SYS_openat2;
#else
constexpr long call_openat2 = 437;
#endif
constexpr std::uint64_t only_beneath = 0x08;
constexpr std::uint64_t only_cached = 0x20;

struct how_to_open {
    std::uint64_t flags;
    std::uint64_t mode;
    std::uint64_t resolve;
};

int openat2(int folder, const char* name, std::uint64_t resolve) noexcept
{
    how_to_open how{static_cast<std::uint64_t>(careful_flags()), 0, resolve};
    return static_cast<int>(::syscall(call_openat2, folder, name, &how, sizeof how));
}

/// The kernel gives up when a name with ".." in a link was looked up while folders were renamed. A second try helps.
int open_beneath(int folder, const char* name) noexcept
{
    constexpr int most_tries = 32;
    int opened = no_file;
    for (int i = 0; i < most_tries; ++i) {
        opened = openat2(folder, name, only_beneath);
        if (opened != no_file || (errno != EAGAIN && errno != EINTR))
            return opened;
    }
    errno = ENOENT; // nothing can be said about a name that changes all the time
    return opened;
}

} // namespace

folder::folder(const std::string& path) : folder_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
{
    if (!folder_)
        throw boost::system::system_error(errno, boost::system::system_category(), path);
    // Kernels before 5.6 lack the call, and a sandbox may forbid it.
    const unique_file itself(openat2(folder_.get(), ".", only_beneath));
    is_guarded_ = static_cast<bool>(itself);
}

opened_file
folder::open(const std::string& name, links followed, lookup how, boost::system::error_code& failed) const noexcept
{
    opened_file opened;
    const char* const whole = name.empty() ? "." : name.c_str();
    const bool guarded = followed == links::inside;
    if (how == lookup::at_once) {
        if (is_guarded_)
            opened.file = unique_file(openat2(folder_.get(), whole, only_cached | (guarded ? only_beneath : 0)));
        // Kernels before 5.12 do not know that flag.
        if (!is_guarded_ || (!opened.file && (errno == EAGAIN || errno == EINVAL || errno == EINTR))) {
            failed = make_error_code(boost::system::errc::operation_would_block);
            return opened;
        }
    } else if (!guarded) {
        opened.file = unique_file(::openat(folder_.get(), whole, careful_flags()));
    } else {
        opened.file =
            unique_file(is_guarded_ ? open_beneath(folder_.get(), whole) : open_by_segments(folder_.get(), name));
    }
    look_at(opened, failed);
    return opened;
}

} // namespace plait::platform
