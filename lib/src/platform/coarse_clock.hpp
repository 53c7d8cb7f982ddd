#pragma once

#include <chrono>

namespace plait::platform {

/// The steady clock, as of the last few milliseconds where that is cheaper to read.
[[nodiscard]] std::chrono::nanoseconds coarse_time() noexcept;

} // namespace plait::platform
