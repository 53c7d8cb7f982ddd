#pragma once

#include <string>

namespace plait::platform {

/// The program and its arguments, each followed by a NUL; "" if they cannot be read here.
[[nodiscard]] std::string command_line();

} // namespace plait::platform
