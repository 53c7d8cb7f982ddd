#pragma once

#include <span>

namespace plait::platform {

/// Those that ask a program to end.
[[nodiscard]] std::span<const int> ending_signals() noexcept;

/// Keeps how the program handles them. One thread at a time, and so the other.
void keep_signal_handlers() noexcept;
void restore_signal_handlers() noexcept;

} // namespace plait::platform
