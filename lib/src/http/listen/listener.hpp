#pragma once

#include "http/listen/listening_socket.hpp"

#include <plait/http/serve.hpp>

#include <memory>
#include <mutex>
#include <vector>

namespace plait::http {

/// What a loop accepts from.
struct loop_acceptor {
    acceptor accepting;
    bool is_ours; // what has come when it stops is to be accepted
};

/// The sockets of all addresses, for the loops to take theirs.
class listener::implementation {
public:
    explicit implementation(const server_options&);

    /// One for each address that this loop is to accept from; none after `stop`. From any loop.
    [[nodiscard]] std::vector<loop_acceptor> open_on(executor);
    /// Before the loops close theirs: no more clients are to come to what they share. From any loop, any number of times.
    void stop() noexcept;

    [[nodiscard]] const std::vector<std::unique_ptr<listening_socket>>& sockets() const noexcept { return sockets_; }

private:
    std::mutex taking_;
    bool stopped_ = false;
    std::vector<std::unique_ptr<listening_socket>> sockets_;
};

} // namespace plait::http
