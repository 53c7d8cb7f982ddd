// In place of unix_listening.cpp and inherited_listening.cpp, on Windows.

#include "http/listen/listening_socket.hpp"

#include <boost/asio/error.hpp>

namespace plait::http {

namespace {

[[noreturn]] void refuse(const std::string& what)
{
    cannot_listen(
        boost::asio::error::operation_not_supported,
        what + ": not on Windows; write an IP address and a port (127.0.0.1:7070, [::1]:7070)");
}

} // namespace

std::unique_ptr<listening_socket> listen_on_unix(const std::string& path, const server_options&)
{
    refuse("unix:" + path);
}

std::size_t inherited_sockets_count() noexcept
{
    return 0;
}

void keep_inherited_sockets() noexcept {}

std::vector<std::unique_ptr<listening_socket>> listen_on_inherited(const std::string& name)
{
    refuse(name.empty() ? "systemd" : "systemd:" + name);
}

} // namespace plait::http
