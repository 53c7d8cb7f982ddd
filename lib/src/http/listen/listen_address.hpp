#pragma once

#include <plait/http/server_options.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plait::http {

/// The path of a unix socket.
struct unix_path {
    std::string path;
};

/// Sockets that the service manager has opened: those of that name, or all if there is no name.
struct inherited_sockets {
    std::string name;
};

using listen_address = std::variant<boost::asio::ip::tcp::endpoint, unix_path, inherited_sockets>;

/// "127.0.0.1:7070", "[::1]:7070", "unix:/run/app.sock", "systemd" or "systemd:NAME". Throws
/// `boost::system::system_error` for any other text; it says what to write.
[[nodiscard]] listen_address parse_listen_address(std::string_view text);

/// The addresses to listen on, as the options say. There is at least one.
[[nodiscard]] std::vector<listen_address> listen_addresses(const server_options&);

[[noreturn]] void cannot_listen(boost::system::error_code why, std::string_view where);

} // namespace plait::http
