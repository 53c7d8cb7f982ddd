#include <plait/http/server_options.hpp>

#include "http/not_negative.hpp"
#include <plait/http/server_load.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace plait::http {

namespace {

constexpr std::size_t least_head_limit = 256;
constexpr std::size_t most_head_limit = 32 * 1024;
constexpr std::size_t most_port = 65535;
constexpr std::size_t most_mode = 0777;

} // namespace

server_options& server_options::address(std::string value)
{
    address_ = std::move(value);
    return *this;
}

server_options& server_options::port(plait::detail::count_argument value)
{
    const std::size_t port = value.of("server_options: port");
    if (port > most_port)
        throw std::invalid_argument("server_options: port is from 0 to 65535, not " + std::to_string(port));
    port_ = static_cast<std::uint16_t>(port);
    return *this;
}

server_options& server_options::listen(std::string address)
{
    listens_.push_back(std::move(address));
    return *this;
}

server_options& server_options::unix_mode(plait::detail::count_argument value)
{
    const std::size_t mode = value.of("server_options: unix_mode");
    if (mode > most_mode)
        throw std::invalid_argument("server_options: unix_mode is from 0 to 0777, as an octal number: 0660");
    unix_mode_ = static_cast<unsigned>(mode);
    return *this;
}

server_options& server_options::max_connections(plait::detail::count_argument count)
{
    max_connections_ = count.of("server_options: max_connections");
    return *this;
}

server_options& server_options::raise_descriptor_limit(bool value) noexcept
{
    raise_descriptor_limit_ = value;
    return *this;
}

server_options& server_options::max_connections_by_peer(plait::detail::count_argument count)
{
    max_connections_by_peer_ = count.of("server_options: max_connections_by_peer");
    return *this;
}

server_options& server_options::proxy_protocol(bool value) noexcept
{
    proxy_protocol_ = value;
    return *this;
}

server_options& server_options::trust_proxies(const std::vector<std::string>& ranges, forwarding_field by)
{
    trusted_ = trusted_proxies(ranges, by);
    return *this;
}

server_options& server_options::head_limit(plait::detail::byte_limit most)
{
    const std::size_t bytes = most.of("server_options: head_limit");
    if (bytes < least_head_limit || bytes > most_head_limit)
        throw std::invalid_argument("server_options: head_limit is from 256 to 32768 bytes");
    limits_.head = bytes;
    return *this;
}

server_options& server_options::target_limit(plait::detail::byte_limit most)
{
    limits_.target = most.of("server_options: target_limit");
    return *this;
}

server_options& server_options::field_limit(plait::detail::count_argument count)
{
    limits_.fields = count.of("server_options: field_limit");
    return *this;
}

server_options& server_options::body_limit(plait::detail::byte_limit most)
{
    limits_.body = most.of("server_options: body_limit");
    return *this;
}

server_options& server_options::chunk_extension_limit(plait::detail::byte_limit most)
{
    const std::size_t bytes = most.of("server_options: chunk_extension_limit");
    if (bytes > detail::parse_limits::largest_chunk_extensions)
        throw std::invalid_argument("server_options: chunk_extension_limit is at most 8192 bytes");
    limits_.chunk_extensions = bytes;
    return *this;
}

server_options& server_options::trailer_limit(plait::detail::byte_limit most)
{
    const std::size_t bytes = most.of("server_options: trailer_limit");
    if (bytes > detail::parse_limits::largest_trailers)
        throw std::invalid_argument("server_options: trailer_limit is at most 8192 bytes");
    limits_.trailers = bytes;
    return *this;
}

server_options& server_options::head_timeout(duration value)
{
    head_timeout_ = not_negative("server_options: head_timeout", value);
    return *this;
}

server_options& server_options::body_timeout(duration value)
{
    body_timeout_ = not_negative("server_options: body_timeout", value);
    return *this;
}

server_options& server_options::body_total_timeout(duration value)
{
    body_total_timeout_ = not_negative("server_options: body_total_timeout", value);
    return *this;
}

server_options& server_options::least_body_rate(plait::detail::byte_limit each_second)
{
    least_body_rate_ = each_second.of("server_options: least_body_rate");
    return *this;
}

server_options& server_options::handler_timeout(duration value)
{
    handler_timeout_ = not_negative("server_options: handler_timeout", value);
    return *this;
}

server_options& server_options::cancel_on_disconnect(bool value) noexcept
{
    cancel_on_disconnect_ = value;
    return *this;
}

server_options& server_options::write_timeout(duration value)
{
    write_timeout_ = not_negative("server_options: write_timeout", value);
    return *this;
}

server_options& server_options::linger_timeout(duration value)
{
    linger_timeout_ = not_negative("server_options: linger_timeout", value);
    return *this;
}

server_options& server_options::linger_total_timeout(duration value)
{
    linger_total_timeout_ = not_negative("server_options: linger_total_timeout", value);
    return *this;
}

server_options& server_options::idle_timeout(duration value)
{
    idle_timeout_ = not_negative("server_options: idle_timeout", value);
    return *this;
}

server_options& server_options::drain_timeout(duration value)
{
    drain_timeout_ = not_negative("server_options: drain_timeout", value);
    return *this;
}

server_options& server_options::overload_target(duration value)
{
    overload_target_ = not_negative("server_options: overload_target", value);
    return *this;
}

server_options& server_options::max_requests_in_flight(plait::detail::count_argument count)
{
    max_requests_in_flight_ = count.of("server_options: max_requests_in_flight");
    return *this;
}

server_options& server_options::load(const server_load& told)
{
    load_ = told.counts_;
    return *this;
}

std::optional<server_load> server_options::load() const noexcept
{
    return load_ ? std::optional(server_load(load_)) : std::nullopt;
}

server_options& server_options::log(std::function<void(std::string_view)> line)
{
    log_ = std::move(line);
    return *this;
}

server_options& server_options::on_request_end(std::function<void(const request_end&)> told)
{
    if (!told)
        throw std::invalid_argument("server_options: on_request_end: the function is empty");
    ended_ = std::move(told);
    return *this;
}

} // namespace plait::http
