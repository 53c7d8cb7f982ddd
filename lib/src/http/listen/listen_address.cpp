#include "http/listen/listen_address.hpp"

#include <plait/http/peer_address.hpp>

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace plait::http {

namespace {

[[noreturn]] void refuse(std::string_view text, std::string_view why)
{
    cannot_listen(
        make_error_code(boost::system::errc::invalid_argument),
        std::string("'").append(text).append("': ").append(why));
}

constexpr std::string_view what_to_write
    = "write an IP address and a port (127.0.0.1:7070, [::1]:7070, 0.0.0.0:80), unix:PATH, or systemd";

tcp::endpoint of_options(const server_options& options)
{
    boost::system::error_code failed;
    const asio::ip::address address = asio::ip::make_address(options.address(), failed);
    if (failed)
        cannot_listen(failed, "'" + options.address() + "': not an IP address");
    return {address, options.port()};
}

} // namespace

listen_address parse_listen_address(std::string_view text)
{
    constexpr std::string_view unix_prefix = "unix:";
    constexpr std::string_view systemd = "systemd";
    if (text.starts_with(unix_prefix)) {
        const std::string_view path = text.substr(unix_prefix.size());
        if (path.empty() || path.find('\0') != std::string_view::npos)
            refuse(text, "a path belongs after unix:, as unix:/run/app.sock");
        return unix_path{std::string(path)};
    }
    if (text == systemd)
        return inherited_sockets{};
    if (text.starts_with(systemd) && text[systemd.size()] == ':') {
        if (text.size() == systemd.size() + 1)
            refuse(text, "a name belongs after systemd:, that of FileDescriptorName= in the .socket unit");
        return inherited_sockets{std::string(text.substr(systemd.size() + 1))};
    }

    const auto parsed = peer_address::parse(text);
    const bool is_ipv6 = text.starts_with('[');
    if (!parsed || text.ends_with(']') || is_ipv6 != (std::ranges::count(text, ':') > 1)
        || text.find(':') == std::string_view::npos)
        refuse(text, what_to_write);
    // As it was written: peer_address takes an IPv4 address within an IPv6 one for that.
    const std::string_view address = is_ipv6 ? text.substr(1, text.find(']') - 1) : text.substr(0, text.find(':'));
    return tcp::endpoint(asio::ip::make_address(std::string(address)), parsed->port());
}

std::vector<listen_address> listen_addresses(const server_options& options)
{
    std::vector<listen_address> all;
    for (const std::string& each : options.listens())
        all.push_back(parse_listen_address(each));
    if (all.empty())
        all.emplace_back(of_options(options));
    return all;
}

void cannot_listen(boost::system::error_code why, std::string_view where)
{
    why.assign(why.value(), why.category()); // without the place in Asio's source, which what() would name
    throw boost::system::system_error(why, std::string("cannot listen on ").append(where));
}

} // namespace plait::http
