#pragma once

#include "platform/files.hpp"

namespace plait::platform {

/// Sends up to `count` bytes of a file to a socket that does not block; on Linux without copying them to this process.
/// Returns 0 at the end of the file. Windows has neither of these functions.
[[nodiscard]] std::size_t send_file(
    int socket, native_file, std::uint64_t offset, std::uint64_t count, boost::system::error_code& failed) noexcept;

/// Does the same by reading a piece of the file, for systems, and file systems, on which there is no other way.
[[nodiscard]] std::size_t send_copied(
    int socket, native_file, std::uint64_t offset, std::uint64_t count, boost::system::error_code& failed) noexcept;

} // namespace plait::platform
