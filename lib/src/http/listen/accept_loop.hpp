#pragma once

#include "http/listen/listener.hpp"
#include "http/listen/refused_connections.hpp"
#include "http/listen/shortage.hpp"

#include "http/socket/socket_stream.hpp"
#include <plait/latch.hpp>

#include <functional>
#include <vector>

namespace plait::http {

/// Accepts connections on all addresses, on one loop.
class accept_loop {
public:
    /// Makes a connection of a socket that was accepted, whatever kind of connection that is.
    using connection_factory = std::function<void(detail::socket_stream)>;

    /// `make_room` closes connections that can be spared when there are no more descriptors. It returns false if there
    /// are no such connections.
    accept_loop(
        executor here, listener::implementation& from, detail::admission& admitted, connection_factory start,
        std::function<bool()> make_room, shortage& short_of, const server_options& options);

    /// Accepts until `stop` is called.
    ///
    /// A connection that was aborted before it was accepted is no failure. When there are no more descriptors, idle
    /// connections are closed for new ones. When accepting fails all the same, that is logged, and accepting goes on
    /// after a pause.
    ///
    /// Nothing is accepted before all loops listen: else clients could take the descriptors that the loops need.
    [[nodiscard]] awaitable<void> run(latch& all_listen);

    /// Accepts the connections that have come, and closes the acceptors. Clients that are connected do not notice.
    void stop();

private:
    using error_code = boost::system::error_code;

    awaitable<void> accept_from(acceptor&);
    void accept_what_has_come(acceptor&, error_code& failed);
    void serve_or_refuse(detail::socket_stream);

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
