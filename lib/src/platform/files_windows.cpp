#include "platform/files.hpp"

#include <algorithm>

#include <io.h>
#include <windows.h>

namespace plait::platform {

void close_file(native_file open) noexcept
{
    CloseHandle(open);
}

std::size_t
read_at(native_file from, std::uint64_t offset, char* to, std::size_t size, boost::system::error_code& failed) noexcept
{
    constexpr std::size_t most = 1U << 30; // as a DWORD counts the bytes
    OVERLAPPED place{};
    place.Offset = static_cast<DWORD>(offset);
    place.OffsetHigh = static_cast<DWORD>(offset >> 32U);
    DWORD count = 0;
    failed = {};
    if (!ReadFile(from, to, static_cast<DWORD>(std::min(size, most)), &count, &place)) {
        if (const DWORD error = GetLastError(); error != ERROR_HANDLE_EOF)
            failed.assign(static_cast<int>(error), boost::system::system_category());
        return 0;
    }
    return count;
}

std::FILE* create_file(const char* path) noexcept
{
    return std::fopen(path, "wbx");
}

bool bring_to_disk(std::FILE* written) noexcept
{
    return std::fflush(written) == 0 && ::_commit(::_fileno(written)) == 0;
}

bool bring_names_to_disk(const char*) noexcept
{
    return true;
}

} // namespace plait::platform
