#pragma once

#include <plait/http/server_options.hpp>
#include <plait/log.hpp>

#include <exception>
#include <string_view>

namespace plait::http::detail {

/// Tells whoever runs a server what goes wrong in it: through the server's own log if it has one, else through
/// `plait::log`. A log that fails is no reason to end a connection, so this does not throw.
void write_log(const server_options&, log_level, std::string_view what, std::string_view why = {}) noexcept;
void write_log(const server_options&, std::string_view what, const std::exception_ptr&) noexcept;

} // namespace plait::http::detail
