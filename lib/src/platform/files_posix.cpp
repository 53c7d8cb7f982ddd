#include "platform/files.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace plait::platform {

void close_file(native_file open) noexcept
{
    ::close(open); // of a file that was read, this says nothing
}

std::size_t
read_at(native_file from, std::uint64_t offset, char* to, std::size_t size, boost::system::error_code& failed) noexcept
{
    ssize_t count = 0;
    do
        count = ::pread(from, to, size, static_cast<off_t>(offset));
    while (count < 0 && errno == EINTR);
    failed =
        count < 0 ? boost::system::error_code(errno, boost::system::system_category()) : boost::system::error_code();
    return count < 0 ? 0 : static_cast<std::size_t>(count);
}

std::FILE* create_file(const char* path) noexcept
{
    constexpr mode_t usual = 0666; // less what the process's mask takes
    const int made = ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, usual);
    if (made < 0)
        return nullptr;
    std::FILE* const file = ::fdopen(made, "wb");
    if (!file) {
        const int reason = errno;
        ::close(made); // nothing was written
        static_cast<void>(std::remove(path));
        errno = reason;
    }
    return file;
}

bool bring_to_disk(std::FILE* written) noexcept
{
    return std::fflush(written) == 0 && ::fsync(::fileno(written)) == 0;
}

bool bring_names_to_disk(const char* folder) noexcept
{
    const int names = ::open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (names < 0)
        return errno == EACCES || errno == EPERM;
    const bool done = ::fsync(names) == 0 || errno == EINVAL || errno == ENOTSUP;
    const int reason = errno;
    ::close(names); // nothing was written through it
    errno = reason;
    return done;
}

} // namespace plait::platform
