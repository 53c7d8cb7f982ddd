#include "testing/network_state.hpp"

#include <plait/after.hpp>
#include <plait/select.hpp>
#include <plait/sleep.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace asio = boost::asio;

namespace plait::testing::detail {

namespace {

using boost::system::system_error;

std::string in_quotes(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

} // namespace

void check_host(std::string_view name, std::string_view function)
{
    if (name.empty() || name.find(':') != std::string_view::npos)
        throw std::invalid_argument(
            std::string(function) + ": " + in_quotes(name) + " is not a host: write a name without a port, as 'server'");
}

address parsed_address(std::string_view text, std::string_view function)
{
    const std::size_t colon = text.find(':');
    unsigned port = 0;
    if (colon != std::string_view::npos) {
        const char* end = text.data() + text.size();
        const auto [stop, failed] = std::from_chars(text.data() + colon + 1, end, port);
        if (failed != std::errc() || stop != end)
            port = 0;
    }
    if (colon == 0 || port == 0 || port > 65535)
        throw std::invalid_argument(
            std::string(function) + ": " + in_quotes(text)
            + " is not an address: write a host and a port, as 'server:80'");
    return {std::string(text.substr(0, colon)), std::string(text)};
}

std::shared_ptr<listening> network_state::listen(std::shared_ptr<network_state> self, address at, std::size_t backlog)
{
    if (listeners_.contains(at.text))
        throw system_error(
            asio::error::address_in_use, "memory_network::listen: there is a listener at " + in_quotes(at.text));
    auto made = std::make_shared<listening>(std::move(self), std::move(at), backlog);
    listeners_.emplace(made->at.text, made.get());
    return made;
}

void network_state::stop(listening& stopped)
{
    if (stopped.backlog.is_closed())
        return;
    listeners_.erase(stopped.at.text);
    stopped.backlog.close();
    while (stopped.backlog.try_receive()) // each connection is reset when this destroys its server's end
        ;
}

awaitable<memory_stream> network_state::accept(std::shared_ptr<listening> at)
{
    std::optional<memory_stream> accepted = co_await at->backlog.receive();
    if (!accepted)
        throw system_error(
            asio::error::operation_aborted,
            "memory_listener::accept: the listener at " + in_quotes(at->at.text) + " is closed");
    accepted->connection_->bind(1, co_await asio::this_coro::executor);
    co_return *std::move(accepted);
}

awaitable<memory_stream> network_state::connect(std::shared_ptr<network_state> self, address to, std::string from)
{
    const link_options link = self->link_of(from, to.host);
    const clock::time_point deadline = plait::detail::later(clock::now(), link.connect_timeout_);
    const std::string what = "memory_network::connect from " + in_quotes(from) + " to " + in_quotes(to.text);

    co_await self->travel({from, to.host}, link, deadline);
    auto made = std::make_shared<memory_connection>(link, from + ":" + std::to_string(self->next_port_++), to.text);
    made->bind(0, co_await asio::this_coro::executor);
    memory_stream connected(made, 0);
    const bool started = self->start(made, to, from);
    co_await self->travel({to.host, from}, link, deadline);
    if (!started)
        throw system_error(asio::error::connection_refused, what);
    co_return connected;
}

awaitable<void> network_state::travel(way along, const link_options& link, clock::time_point deadline)
{
    const executor here = co_await asio::this_coro::executor;
    for (;;) {
        while (cuts_.contains(along)) {
            const auto chosen = co_await select(healed_.waiting(), at(deadline));
            if (chosen.index() == 1)
                throw system_error(
                    asio::error::timed_out, "memory_network::connect: nothing came from " + in_quotes(along.first) + " to "
                                                + in_quotes(along.second));
        }
        const clock::duration time = link.random_latency(here.owner().random());
        if (time > clock::duration::zero())
            co_await sleep_for(time);
        if (!cuts_.contains(along)) // a message that was cut off on its way is lost, and sent again
            co_return;
    }
}

/// Hands the server's end to the listener. Returns false if there is no listener, or its backlog has no room.
bool network_state::start(const std::shared_ptr<memory_connection>& made, const address& to, const std::string& from)
{
    const auto at = listeners_.find(to.text);
    if (at == listeners_.end() || !at->second->backlog.try_send(memory_stream(made, 1)))
        return false;
    if (connections_.size() >= next_look_) {
        std::erase_if(connections_, [](const open& each) { return each.connection.expired(); });
        next_look_ = 16 + 2 * connections_.size();
    }
    connections_.push_back({from, to.host, made});
    return true;
}

const link_options& network_state::link_of(const std::string& from, const std::string& to) const
{
    const auto found = links_.find({from, to});
    return found == links_.end() ? everywhere_ : found->second;
}

void network_state::cut(std::string_view from, std::string_view to)
{
    cuts_.emplace(from, to);
    apply_cuts();
}

void network_state::heal(std::string_view from, std::string_view to)
{
    cuts_.erase(way(from, to));
    apply_cuts();
    healed_.set();
    healed_.reset();
}

void network_state::heal_all()
{
    cuts_.clear();
    apply_cuts();
    healed_.set();
    healed_.reset();
}

void network_state::apply_cuts()
{
    for (const open& each : connections_)
        if (const auto connection = each.connection.lock()) {
            connection->from_end(0).set_held(true, is_cut(each.client, each.server));
            connection->from_end(1).set_held(true, is_cut(each.server, each.client));
        }
}

void network_state::reset(std::string_view one, std::string_view other)
{
    for (const open& each : connections_)
        if ((each.client == one && each.server == other) || (each.client == other && each.server == one))
            if (const auto connection = each.connection.lock())
                connection->reset();
}

} // namespace plait::testing::detail
