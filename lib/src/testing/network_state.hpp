#pragma once

#include <plait/channel.hpp>
#include <plait/event.hpp>
#include <plait/testing/memory_network.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plait::testing::detail {

struct address {
    std::string host;
    std::string text;
};

/// Parses an address. Throws an error that says how an address is written.
[[nodiscard]] address parsed_address(std::string_view text, std::string_view function);
void check_host(std::string_view name, std::string_view function);

/// The state of a `memory_listener`.
struct listening {
    listening(std::shared_ptr<network_state> of, address at, std::size_t backlog)
        : network(std::move(of)), at(std::move(at)), backlog(backlog)
    {
    }

    std::shared_ptr<network_state> network;
    address at;
    channel<memory_stream> backlog;
};

/// The state of a `memory_network`. It lives as long as any object that refers to it.
class network_state {
public:
    explicit network_state(const link_options& everywhere) : everywhere_(everywhere) {}

    [[nodiscard]] std::shared_ptr<listening>
    listen(std::shared_ptr<network_state> self, address at, std::size_t backlog);
    void stop(listening&);
    [[nodiscard]] static awaitable<memory_stream> accept(std::shared_ptr<listening> at);
    [[nodiscard]] static awaitable<memory_stream>
    connect(std::shared_ptr<network_state> self, address to, std::string from);

    void link(std::string_view from, std::string_view to, const link_options& options)
    {
        links_.insert_or_assign(way(from, to), options);
    }
    void cut(std::string_view from, std::string_view to);
    void heal(std::string_view from, std::string_view to);
    void heal_all();
    void reset(std::string_view one, std::string_view other);

private:
    using way = std::pair<std::string, std::string>; // the hosts from which and to which a message goes
    struct open {
        std::string client;
        std::string server;
        std::weak_ptr<memory_connection> connection;
    };

    /// Waits as long as one message takes to arrive.
    [[nodiscard]] awaitable<void> travel(way, const link_options&, clock::time_point deadline);
    [[nodiscard]] const link_options& link_of(const std::string& from, const std::string& to) const;
    [[nodiscard]] bool is_cut(const std::string& from, const std::string& to) const
    {
        return cuts_.contains({from, to});
    }
    [[nodiscard]] bool start(const std::shared_ptr<memory_connection>&, const address& to, const std::string& from);
    void apply_cuts();

    const link_options everywhere_;
    std::map<way, link_options> links_;
    std::set<way> cuts_;
    std::map<std::string, listening*, std::less<>> listeners_;
    std::vector<open> connections_;
    std::size_t next_look_ = 16; // the number of connections at which the ended ones are removed next
    int next_port_ = 49152;
    event healed_;
};

} // namespace plait::testing::detail
