#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace plait::platform {

#ifdef _WIN32
using native_file = void*; // a HANDLE
inline constexpr native_file no_file = nullptr;
#else
using native_file = int;
inline constexpr native_file no_file = -1;
#endif

void close_file(native_file) noexcept;

/// Reads up to `size` bytes from there on, and leaves the file's own position alone. Returns 0 at the end of the file.
[[nodiscard]] std::size_t
read_at(native_file, std::uint64_t offset, char* to, std::size_t size, boost::system::error_code& failed) noexcept;

/// The same for bytes that are in memory already. Fails if the disk has to be asked, and also where the system cannot say
/// whether it has. If only some of the bytes are there, it reads these.
[[nodiscard]] std::size_t
read_cached(native_file, std::uint64_t offset, char* to, std::size_t size, boost::system::error_code& failed) noexcept;

/// Makes a file to be written, which programs that this one starts do not inherit. Returns null, with `errno`, if there is
/// one of that name.
[[nodiscard]] std::FILE* create_file(const char* path) noexcept;

/// Brings what was written to that file to the disk. Returns false, with `errno`, if it cannot.
[[nodiscard]] bool bring_to_disk(std::FILE*) noexcept;

/// Brings the names of a folder's files to the disk. Returns false, with `errno`, if the disk has failed. It returns true
/// where there is no such thing: on Windows, on file systems that have none, and for folders that may not be read.
[[nodiscard]] bool bring_names_to_disk(const char* folder) noexcept;

} // namespace plait::platform
