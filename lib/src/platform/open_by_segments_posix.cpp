#include "platform/open_by_segments.hpp"

#include "platform/open_beneath.hpp"

#include <cerrno>
#include <cstddef>
#include <ctime>

#include <fcntl.h>
#include <sys/stat.h>

namespace plait::platform {

namespace {

#if defined O_PATH
constexpr int to_pass = O_PATH; // as a folder may be passed that may not be read
#elif defined O_SEARCH
constexpr int to_pass = O_SEARCH;
#else
constexpr int to_pass = O_RDONLY;
#endif

std::int64_t nanoseconds_of(const timespec& of) noexcept
{
    return std::int64_t{of.tv_sec} * 1'000'000'000 + of.tv_nsec;
}

} // namespace

int careful_flags() noexcept
{
    return O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
}

native_file open_by_segments(native_file folder, const std::string& name) noexcept
{
    constexpr std::size_t longest = 4096;
    if (name.size() >= longest) {
        errno = ENAMETOOLONG;
        return no_file;
    }
    char segment[longest];
    native_file at = folder;
    unique_file passed;
    for (std::size_t begin = 0;;) {
        const std::size_t end = name.find('/', begin);
        const bool last = end == std::string::npos;
        const std::size_t size = name.copy(segment, last ? std::string::npos : end - begin, begin);
        segment[size] = '\0';
        const int flags = last ? careful_flags() : to_pass | O_DIRECTORY | O_CLOEXEC;
        const native_file opened = ::openat(at, size == 0 ? "." : segment, flags | O_NOFOLLOW);
        if (last || opened == no_file)
            return opened;
        passed = unique_file(opened);
        at = opened;
        begin = end + 1;
    }
}

opened_file open_file(const std::string& path, boost::system::error_code& failed) noexcept
{
    opened_file opened;
    opened.file = unique_file(::open(path.c_str(), careful_flags()));
    look_at(opened, failed);
    return opened;
}

/// After an `open` that has failed, `errno` tells why.
void look_at(opened_file& at, boost::system::error_code& failed) noexcept
{
    struct stat found {};
    if (!at.file || ::fstat(at.file.get(), &found) != 0) {
        failed.assign(errno, boost::system::system_category());
        return;
    }
    failed.clear();
    at.kind = S_ISREG(found.st_mode)   ? file_kind::regular
              : S_ISDIR(found.st_mode) ? file_kind::folder
                                       : file_kind::other;
    at.size = static_cast<std::uint64_t>(found.st_size);
#ifdef __APPLE__
    const timespec& modified = found.st_mtimespec;
#else
    const timespec& modified = found.st_mtim;
#endif
    timespec present{};
    ::clock_gettime(CLOCK_REALTIME, &present);
    at.modified = nanoseconds_of(modified);
    at.looked_at = nanoseconds_of(present);
}

} // namespace plait::platform
