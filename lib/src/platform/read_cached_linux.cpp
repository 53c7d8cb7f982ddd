#include "platform/files.hpp"

#include <cerrno>

#include <sys/uio.h>

namespace plait::platform {

std::size_t read_cached(
    native_file from, std::uint64_t offset, char* to, std::size_t size, boost::system::error_code& failed) noexcept
{
#ifdef RWF_NOWAIT
    iovec piece{to, size};
    ssize_t count = 0;
    do
        count = ::preadv2(from, &piece, 1, static_cast<off_t>(offset), RWF_NOWAIT);
    while (count < 0 && errno == EINTR);
    if (count >= 0) {
        failed.clear();
        return static_cast<std::size_t>(count);
    }
#else
    errno = EAGAIN;
#endif
    failed.assign(errno, boost::system::system_category());
    return 0;
}

} // namespace plait::platform
