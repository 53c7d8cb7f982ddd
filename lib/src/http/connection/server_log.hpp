#pragma once

#include <plait/http/server_options.hpp>
#include <plait/log.hpp>

#include <exception>
#include <string_view>

namespace plait::http::detail {

/// Tells who runs a server what goes wrong in it: by the server's own log where it has one, else by `plait::log`. A log that
/// fails is no reason to end a connection.
void write_log(const server_options&, log_level, std::string_view what, std::string_view why = {}) noexcept;
void write_log(const server_options&, std::string_view what, const std::exception_ptr&) noexcept;

} // namespace plait::http::detail
