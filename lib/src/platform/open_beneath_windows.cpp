#include "platform/open_beneath.hpp"

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <cstddef>
#include <new>
#include <string_view>

#include <windows.h>

namespace plait::platform {

namespace {

std::int64_t nanoseconds_of(const FILETIME& of) noexcept
{
    constexpr std::int64_t ticks_before_1970 = 116'444'736'000'000'000; // of 100 ns
    const auto ticks = static_cast<std::int64_t>(std::uint64_t{of.dwHighDateTime} << 32U | of.dwLowDateTime);
    return (ticks - ticks_before_1970) * 100;
}

boost::system::error_code last_error() noexcept
{
    return {static_cast<int>(GetLastError()), boost::system::system_category()};
}

std::wstring wide(const std::string& text)
{
    const int size =
        MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), static_cast<int>(text.size()), nullptr, 0);
    std::wstring made(static_cast<std::size_t>(size), L'\0');
    MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), static_cast<int>(text.size()), made.data(), size);
    for (wchar_t& each : made)
        if (each == L'/')
            each = L'\\';
    return made;
}

unique_file open(const std::wstring& name, bool folders) noexcept
{
    const HANDLE opened = CreateFileW(
        name.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
        folders ? FILE_FLAG_BACKUP_SEMANTICS : FILE_ATTRIBUTE_NORMAL, nullptr);
    return opened == INVALID_HANDLE_VALUE ? unique_file() : unique_file(opened);
}

/// The name that the system itself has for an open file: without links and without short names; empty if that fails.
std::wstring full_name(native_file of)
{
    const DWORD size = GetFinalPathNameByHandleW(of, nullptr, 0, FILE_NAME_NORMALIZED);
    std::wstring name(size, L'\0');
    const DWORD written = GetFinalPathNameByHandleW(of, name.data(), size, FILE_NAME_NORMALIZED);
    name.resize(written < size ? written : 0);
    return name;
}

} // namespace

folder::folder(const std::string& path) : folder_(platform::open(wide(path), true))
{
    if (!folder_)
        throw boost::system::system_error(last_error(), path);
    opened_file itself;
    full_name_ = full_name(folder_.get());
    itself.file = platform::open(full_name_, true);
    boost::system::error_code failed;
    look_at(itself, failed);
    if (failed || itself.kind != file_kind::folder)
        throw boost::system::system_error(make_error_code(boost::system::errc::not_a_directory), path);
    if (full_name_.back() != L'\\')
        full_name_ += L'\\';
}

opened_file
folder::open(const std::string& name, links followed, lookup how, boost::system::error_code& failed) const noexcept
{
    opened_file opened;
    if (how == lookup::at_once) {
        failed = make_error_code(boost::system::errc::operation_would_block);
        return opened;
    }
    try {
        opened.file = platform::open(full_name_ + wide(name), true);
        look_at(opened, failed);
        // What was opened is looked at, so it does not matter if names change meanwhile.
        if (!failed && followed == links::inside && !(full_name(opened.file.get()) + L"\\").starts_with(full_name_)) {
            opened = {};
            failed = make_error_code(boost::system::errc::no_such_file_or_directory);
        }
    } catch (const std::bad_alloc&) {
        failed = make_error_code(boost::system::errc::not_enough_memory);
    }
    return opened;
}

opened_file open_file(const std::string& path, boost::system::error_code& failed) noexcept
{
    opened_file opened;
    try {
        opened.file = platform::open(wide(path), true);
        look_at(opened, failed);
    } catch (const std::bad_alloc&) {
        failed = make_error_code(boost::system::errc::not_enough_memory);
    }
    return opened;
}

/// After an `open` that has failed, `GetLastError` tells why.
void look_at(opened_file& at, boost::system::error_code& failed) noexcept
{
    BY_HANDLE_FILE_INFORMATION found{};
    if (!at.file || !GetFileInformationByHandle(at.file.get(), &found)) {
        failed = last_error();
        return;
    }
    failed.clear();
    at.kind = (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? file_kind::folder
              : GetFileType(at.file.get()) == FILE_TYPE_DISK           ? file_kind::regular
                                                                       : file_kind::other;
    at.size = std::uint64_t{found.nFileSizeHigh} << 32U | found.nFileSizeLow;
    FILETIME present{};
    GetSystemTimeAsFileTime(&present);
    at.modified = nanoseconds_of(found.ftLastWriteTime);
    at.looked_at = nanoseconds_of(present);
}

} // namespace plait::platform
