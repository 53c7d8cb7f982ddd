#pragma once

#include <plait/awaitable.hpp>
#include <plait/testing/link_options.hpp>
#include <plait/testing/memory_stream.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace plait::testing {

namespace detail {
struct listening;
} // namespace detail

/// An address of a `memory_network` at which clients can connect, until it is closed or destroyed.
///
/// Threads: a listener is used on its loop, as a `memory_stream` is.
///
/// Cost: room for the connections of its backlog.
class memory_listener {
public:
    memory_listener(memory_listener&&) noexcept = default;
    memory_listener& operator=(memory_listener&&) = delete;
    ~memory_listener();

    /// Waits for a client.
    ///
    ///     memory_stream client = co_await listening.accept();
    ///
    /// Returns: the server's end of the connection, for the caller's loop.
    ///
    /// Errors: `asio::error::operation_aborted` if the listener is closed, or the caller is cancelled.
    ///
    /// Cancellation: ends the wait.
    [[nodiscard]] awaitable<memory_stream> accept();

    /// Lets no client connect any more, and ends `accept`. Connections that nobody has accepted are reset.
    void close();
    [[nodiscard]] bool is_open() const noexcept;
    [[nodiscard]] const std::string& address() const noexcept;

private:
    friend class memory_network;
    explicit memory_listener(std::shared_ptr<detail::listening> of) noexcept : implementation_(std::move(of)) {}

    std::shared_ptr<detail::listening> implementation_;
};

/// Hosts in memory that connect to each other by address, over links that can be slow, faulty, or cut.
///
///     memory_network network(link_options().latency(1ms, 20ms));
///     memory_listener listening = network.listen("server:80");
///     memory_stream client = co_await network.connect("server:80");
///     network.partition("client", "server"); // what is written from here on waits for network.heal()
///
/// An address is a host and a port. Hosts need not be declared; a host is nothing but its name.
///
/// Lifetime: listeners and connections may outlive the network.
///
/// Threads: one thread at a time. Hosts may be on different loops if one thread runs them all, as in a simulation.
///
/// Cost: `partition`, `heal` and `reset` look at every connection.
///
/// See also: `serve_in_memory`, an HTTP server for a listener.
class memory_network {
public:
    /// `everywhere` is the behaviour of the connections for which `link` was not called.
    explicit memory_network(const link_options& everywhere = {});
    memory_network(const memory_network&) = delete;
    memory_network& operator=(const memory_network&) = delete;
    ~memory_network();

    /// Lets clients connect to an address from now on. At most `backlog` clients may wait to be accepted; further ones
    /// are refused.
    ///
    /// Errors: `asio::error::address_in_use` if there is a listener at the address. `std::invalid_argument` if the text
    ///   is no address.
    [[nodiscard]] memory_listener listen(std::string_view address, std::size_t backlog = 128);

    /// Connects the host `from` to an address, which takes one round trip of the link between the two.
    ///
    /// Returns: the client's end, for the caller's loop.
    ///
    /// Errors: `asio::error::connection_refused` if nobody listens at the address, or its backlog is full;
    ///   `asio::error::timed_out` if the hosts are cut off from each other for all of `link_options::connect_timeout`;
    ///   `asio::error::operation_aborted` if the caller is cancelled. `std::invalid_argument`, at once, if the text is
    ///   no address.
    ///
    /// Cancellation: ends the wait. The server may see a connection that is closed.
    [[nodiscard]] awaitable<memory_stream> connect(std::string_view to, std::string_view from = "client");

    /// Sets how connections that `from` makes to `to` behave, in both directions. Connections that exist stay as they
    /// are.
    void link(std::string_view from, std::string_view to, const link_options&);

    /// Cuts two hosts off from each other. What they send does not arrive before `heal`, and then all of it does. A
    /// call of `connect` waits for `heal`, too.
    void partition(std::string_view one, std::string_view other);
    void partition_one_way(std::string_view from, std::string_view to); ///< The other direction stays as it is.
    void heal(std::string_view one, std::string_view other);
    void heal(); ///< Ends all partitions.

    /// Resets all connections between two hosts, as `memory_stream::reset` does.
    void reset(std::string_view one, std::string_view other);

private:
    std::shared_ptr<detail::network_state> state_;
};

} // namespace plait::testing
