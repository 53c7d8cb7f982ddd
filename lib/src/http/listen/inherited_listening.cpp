#include "http/listen/keep_from_programs.hpp"
#include "http/listen/listening_socket.hpp"
#include "http/listen/shared_descriptor.hpp"
#include "http/socket/socket_address.hpp"

#include "http/parse/decimal.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string_view>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace asio = boost::asio;

namespace plait::http {

namespace {

// As systemd's sd_listen_fds(3) has it: so many descriptors from 3 on, for the process of that number, with names.
constexpr int first_descriptor = 3;

std::string_view variable(const char* name) noexcept
{
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): no one here changes them
    return value ? value : "";
}

[[noreturn]] void refuse(const std::string& what)
{
    cannot_listen(make_error_code(boost::system::errc::invalid_argument), what);
}

bool option(int descriptor, int name, int expected)
{
    int value = 0;
    socklen_t size = sizeof(value);
    return ::getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 && value == expected;
}

class inherited_listening final : public listening_socket {
public:
    explicit inherited_listening(int descriptor) : listening_(shared_descriptor::duplicate(descriptor))
    {
        asio::generic::stream_protocol::endpoint at;
        socklen_t size = static_cast<socklen_t>(at.capacity());
        if (!option(descriptor, SO_TYPE, SOCK_STREAM) || !option(descriptor, SO_ACCEPTCONN, 1)
            || ::getsockname(descriptor, at.data(), &size) != 0)
            refuse(
                "systemd: descriptor " + std::to_string(descriptor)
                + " is not a stream socket that listens; in the .socket unit write ListenStream= and Accept=no");
        at.resize(size);
        read_address(at);
        if (port_ > 0) {
            const int on = 1; // accepted sockets inherit it
            ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        }
    }

    std::optional<acceptor> open_on(executor here) override { return listening_.open_on(here); }
    void stop() noexcept override { listening_.close(); }
    bool is_ours() const noexcept override { return false; }

    std::string address() const override { return address_; }
    std::uint16_t port() const noexcept override { return port_; }

private:
    void read_address(const asio::generic::stream_protocol::endpoint& at)
    {
        const peer_address known = address_of(at);
        port_ = known.port();
        address_ = "http://" + known.to_string();
        constexpr std::size_t path_at = offsetof(sockaddr_un, sun_path);
        if (known.what() == peer_address::kind::unix_socket && at.size() > path_at) {
            const std::string path(reinterpret_cast<const char*>(at.data()) + path_at, at.size() - path_at);
            address_ = "unix:" + path.substr(0, path.find('\0'));
        }
    }

    shared_descriptor listening_;
    std::string address_;
    std::uint16_t port_ = 0;
};

} // namespace

std::size_t inherited_sockets_count() noexcept
{
    std::uint16_t count = 0;
    long process = 0;
    const bool for_us = detail::parse_decimal(variable("LISTEN_PID"), process) && process == ::getpid();
    return for_us && detail::parse_decimal(variable("LISTEN_FDS"), count) ? count : 0;
}

void keep_inherited_sockets() noexcept
{
    const int count = static_cast<int>(inherited_sockets_count());
    for (int i = 0; i < count; ++i)
        keep_from_programs(first_descriptor + i);
}

std::vector<std::unique_ptr<listening_socket>> listen_on_inherited(const std::string& name)
{
    std::vector<std::unique_ptr<listening_socket>> all;
    const int count = static_cast<int>(inherited_sockets_count());
    if (count == 0)
        refuse(
            "systemd: no socket was handed over to this process in LISTEN_FDS and LISTEN_PID; start it by a .socket unit, or "
            "with systemd-socket-activate");
    const std::string_view every_name = variable("LISTEN_FDNAMES");
    std::string_view names = every_name;
    for (int i = 0; i < count; ++i) {
        const std::string_view its_name = names.substr(0, names.find(':'));
        names.remove_prefix(std::min(names.size(), its_name.size() + 1));
        if (name.empty() || name == its_name)
            all.push_back(std::make_unique<inherited_listening>(first_descriptor + i));
    }
    if (all.empty())
        refuse(
            "systemd:" + name + ": no socket of that name was handed over; the names are '" + std::string(every_name) + "'");
    return all;
}

} // namespace plait::http
