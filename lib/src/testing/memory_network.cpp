#include <plait/testing/memory_network.hpp>

#include "testing/network_state.hpp"

#include <initializer_list>
#include <utility>

namespace plait::testing {

namespace {

void check_hosts(std::initializer_list<std::string_view> names, std::string_view function)
{
    for (const std::string_view each : names)
        detail::check_host(each, function);
}

} // namespace

memory_listener::~memory_listener()
{
    if (implementation_)
        close();
}

awaitable<memory_stream> memory_listener::accept()
{
    return detail::network_state::accept(implementation_);
}

void memory_listener::close()
{
    implementation_->network->stop(*implementation_);
}

bool memory_listener::is_open() const noexcept
{
    return !implementation_->backlog.is_closed();
}

const std::string& memory_listener::address() const noexcept
{
    return implementation_->at.text;
}

memory_network::memory_network(const link_options& everywhere)
    : state_(std::make_shared<detail::network_state>(everywhere))
{
}

memory_network::~memory_network() = default;

memory_listener memory_network::listen(std::string_view address, std::size_t backlog)
{
    return memory_listener(state_->listen(state_, detail::parsed_address(address, "memory_network::listen"), backlog));
}

awaitable<memory_stream> memory_network::connect(std::string_view to, std::string_view from)
{
    detail::check_host(from, "memory_network::connect");
    return detail::network_state::connect(
        state_, detail::parsed_address(to, "memory_network::connect"), std::string(from));
}

void memory_network::link(std::string_view from, std::string_view to, const link_options& options)
{
    check_hosts({from, to}, "memory_network::link");
    state_->link(from, to, options);
}

void memory_network::partition(std::string_view one, std::string_view other)
{
    check_hosts({one, other}, "memory_network::partition");
    state_->cut(one, other);
    state_->cut(other, one);
}

void memory_network::partition_one_way(std::string_view from, std::string_view to)
{
    check_hosts({from, to}, "memory_network::partition_one_way");
    state_->cut(from, to);
}

void memory_network::heal(std::string_view one, std::string_view other)
{
    check_hosts({one, other}, "memory_network::heal");
    state_->heal(one, other);
    state_->heal(other, one);
}

void memory_network::heal()
{
    state_->heal_all();
}

void memory_network::reset(std::string_view one, std::string_view other)
{
    check_hosts({one, other}, "memory_network::reset");
    state_->reset(one, other);
}

} // namespace plait::testing
