#pragma once

#include "http/listen/listening_socket.hpp"

namespace plait::http {

/// A TCP address that is listened on. How several loops accept from it depends on the platform: see `listen_on_tcp`.
class tcp_listening : public listening_socket {
public:
    using tcp = boost::asio::ip::tcp;

    [[nodiscard]] std::string address() const override { return "http://" + text_of(endpoint_); }
    [[nodiscard]] std::uint16_t port() const noexcept override { return endpoint_.port(); }

protected:
    explicit tcp_listening(const tcp::endpoint& at) : endpoint_(at) {}

    [[nodiscard]] static std::string text_of(const tcp::endpoint&); // "127.0.0.1:7070"

    tcp::endpoint endpoint_;
};

} // namespace plait::http
