#pragma once

#include "platform/files.hpp"

#include <string>

namespace plait::platform {

/// Opens a file below a folder name by name, and follows no links. Returns `no_file` with `errno` if it cannot.
[[nodiscard]] native_file open_by_segments(native_file folder, const std::string& name) noexcept;

/// How a file is opened that may turn out to be a pipe or a terminal.
[[nodiscard]] int careful_flags() noexcept;

} // namespace plait::platform
