#pragma once

#include <plait/executor.hpp>
#include <plait/http/serve.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <mutex>
#include <optional>

namespace plait::http {

/// The first socket is bound alone, so that a port in use is noticed; then each further loop binds one of its own
/// beside it with SO_REUSEPORT, and the kernel spreads the connections.
class listener::implementation {
public:
    using tcp = boost::asio::ip::tcp;
    using acceptor = boost::asio::basic_socket_acceptor<tcp, executor>;

    explicit implementation(const server_options&);

    [[nodiscard]] std::uint16_t port() const noexcept { return endpoint_.port(); }

    /// The listening socket of a loop. From any loop.
    [[nodiscard]] acceptor open_on(executor);

private:
    boost::asio::io_context unused_; // sockets belong to one; the first waits here for its loop
    std::mutex taking_;
    std::optional<tcp::acceptor> first_;
    tcp::endpoint endpoint_;
};

} // namespace plait::http
