#pragma once

#include "http/listen/listen_address.hpp"

#include <plait/executor.hpp>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plait::http {

using acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol, executor>;

constexpr int listen_backlog = 4096; // the kernel uses net.core.somaxconn if that is less

/// An address that is listened on, from construction on. One thread at a time may use it.
class listening_socket {
public:
    listening_socket() = default;
    listening_socket(const listening_socket&) = delete;
    listening_socket& operator=(const listening_socket&) = delete;
    virtual ~listening_socket() = default;

    /// Opens the acceptor of a loop. There is none if the platform lets only one loop accept, and another loop does.
    [[nodiscard]] virtual std::optional<acceptor> open_on(executor here) = 0;
    /// No more clients are to come. After this each loop accepts what has come, and closes its acceptor.
    virtual void stop() noexcept {}
    /// Whether clients that have come are for this process to answer. They are not if others listen on the same socket,
    /// or will do so.
    [[nodiscard]] virtual bool is_ours() const noexcept { return true; }

    [[nodiscard]] virtual std::string address() const = 0; // "http://127.0.0.1:7070", "unix:/run/app.sock"
    [[nodiscard]] virtual std::uint16_t port() const noexcept { return 0; } // 0 if it is not TCP
};

// Each of these functions throws `boost::system::system_error`, which names the address that cannot be listened on.

[[nodiscard]] std::unique_ptr<listening_socket> listen_on_tcp(const boost::asio::ip::tcp::endpoint&);

/// Listens on a unix socket. A socket's file that is left from a program that has ended is replaced.
[[nodiscard]] std::unique_ptr<listening_socket> listen_on_unix(const std::string& path, const server_options&);

[[nodiscard]] std::size_t inherited_sockets_count() noexcept;
/// What this process starts is not to get them, whether they are listened on or not.
void keep_inherited_sockets() noexcept;
/// The inherited sockets of that name, or all if there is no name. There is at least one.
[[nodiscard]] std::vector<std::unique_ptr<listening_socket>> listen_on_inherited(const std::string& name);

} // namespace plait::http
