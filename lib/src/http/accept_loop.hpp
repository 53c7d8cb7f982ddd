#pragma once

#include "listener.hpp"
#include "refused_connections.hpp"

#include <plait/http/detail/connection_set.hpp>
#include <plait/http/detail/socket_stream.hpp>

#include <vector>

namespace plait::http {

/// Something that may go wrong very often: it is told when it begins, and again only when there was none of it for a while.
class trouble {
public:
    [[nodiscard]] bool begins(clock::time_point now) noexcept
    {
        const bool first = now >= over_;
        over_ = plait::detail::later(now, quiet);
        return first;
    }

private:
    static constexpr std::chrono::seconds quiet{60};
    clock::time_point over_ = clock::time_point::min();
};

/// Accepts on all addresses, on one loop.
class accept_loop {
public:
    using connections = detail::connection_set<detail::socket_stream>;

    accept_loop(
        executor here, listener::implementation& from, detail::admission& admitted, connections& to,
        const server_options& options);

    /// Returns when it was stopped.
    ///
    /// A connection that was aborted before it was accepted is that connection's trouble. When accepting itself fails, as
    /// where the process is out of descriptors, it says so, and goes on after a pause.
    [[nodiscard]] awaitable<void> run();

    /// Takes what has come, and closes the listening sockets: clients that are connected already do not notice.
    void stop();

private:
    using error_code = boost::system::error_code;

    awaitable<void> accept_from(acceptor&);
    void accept_what_has_come(acceptor&, error_code& failed);
    void take(detail::socket_stream);

    listener::implementation& from_;
    detail::admission& admitted_;
    connections& to_;
    const server_options& options_;
    std::vector<loop_acceptor> acceptors_;
    refused_connections refused_;
    trouble no_descriptors_;
    trouble no_room_;
};

} // namespace plait::http
