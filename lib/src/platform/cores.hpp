#pragma once

namespace plait::platform {

/// The number of cores that this process may use; 0 if it is not known.
[[nodiscard]] unsigned usable_cores() noexcept;

} // namespace plait::platform
