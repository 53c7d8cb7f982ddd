#pragma once

namespace plait::platform {

/// How many cores this process may use; 0 if that is not known.
[[nodiscard]] unsigned usable_cores() noexcept;

} // namespace plait::platform
