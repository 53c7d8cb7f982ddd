#pragma once

#include <chrono>

namespace plait::platform {

/// The time of the steady clock. It may be a few milliseconds old where an old time is cheaper to read.
[[nodiscard]] std::chrono::nanoseconds coarse_time() noexcept;

} // namespace plait::platform
