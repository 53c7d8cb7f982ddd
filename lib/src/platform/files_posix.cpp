#include "platform/files.hpp"

#include <cerrno>

#include <unistd.h>

namespace plait::platform {

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

bool bring_to_disk(std::FILE* written) noexcept
{
    return std::fflush(written) == 0 && ::fsync(::fileno(written)) == 0;
}

} // namespace plait::platform
