#pragma once

#include "http/listen/listener.hpp"
#include "http/listen/refused_connections.hpp"
#include "http/listen/shortage.hpp"

#include "http/socket/socket_stream.hpp"
#include <plait/latch.hpp>

#include <functional>
#include <vector>

namespace plait::http {

/// Accepts on all addresses, on one loop.
class accept_loop {
public:
    /// Makes a connection of a socket that was accepted.
    using connection_factory = std::function<void(detail::socket_stream)>;

    /// `make_room` closes connections that can be spared, where there are no more descriptors; false: there are none.
    accept_loop(
        executor here, listener::implementation& from, detail::admission& admitted, connection_factory start,
        std::function<bool()> make_room, shortage& short_of, const server_options& options);

    /// Returns when it was stopped.
    ///
    /// A connection that was aborted before it was accepted is that connection's trouble. Where there are no more
    /// descriptors, idle connections are closed for new ones. When accepting fails all the same, it says so, and goes
    /// on after a pause.
    ///
    /// Accepts nothing before all loops listen: else clients could take the descriptors that these need for that.
    [[nodiscard]] awaitable<void> run(latch& all_listen);

    /// Takes what has come, and closes the listening sockets: clients that are connected already do not notice.
    void stop();

private:
    using error_code = boost::system::error_code;

    awaitable<void> accept_from(acceptor&);
    void accept_what_has_come(acceptor&, error_code& failed);
    void take(detail::socket_stream);

    listener::implementation& from_;
    detail::admission& admitted_;
    connection_factory start_;
    const server_options& options_;
    std::vector<loop_acceptor> acceptors_;
    refused_connections refused_;
    shortage::membership shortage_;
    trouble cannot_accept_;
    trouble no_room_;
};

} // namespace plait::http
