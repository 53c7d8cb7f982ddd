#include "platform/send_file.hpp"

namespace plait::platform {

// The calls that spare the copy differ from system to system.
std::size_t send_file(
    int socket, native_file from, std::uint64_t offset, std::uint64_t count, boost::system::error_code& failed) noexcept
{
    return send_copied(socket, from, offset, count, failed);
}

} // namespace plait::platform
