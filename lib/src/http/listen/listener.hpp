#pragma once

#include "http/listen/listening_socket.hpp"

#include <plait/detail/kernel/state_lock.hpp>
#include <plait/http/serve.hpp>

#include <memory>
#include <vector>

namespace plait::http {

/// An acceptor of one loop.
struct loop_acceptor {
    acceptor accepting;
    bool is_ours; // whether connections that have come when the server stops are to be accepted
};

/// The listening sockets of all addresses, from which each loop opens its acceptors.
class listener::implementation {
public:
    explicit implementation(const server_options&);

    /// Opens an acceptor for each address that this loop is to accept from, and none after `stop`. To be called on any
    /// loop.
    [[nodiscard]] std::vector<loop_acceptor> open_on(executor);
    /// Lets no more clients come to sockets that loops share. To be called before the loops close their acceptors, on
    /// any loop, any number of times.
    void stop() noexcept;

    [[nodiscard]] const std::vector<std::unique_ptr<listening_socket>>& sockets() const noexcept { return sockets_; }

private:
    plait::detail::state_lock lock_; // also of what the sockets do when loops open theirs
    bool stopped_ PLAIT_GUARDED_BY(lock_) = false;
    std::vector<std::unique_ptr<listening_socket>> sockets_;
};

} // namespace plait::http
