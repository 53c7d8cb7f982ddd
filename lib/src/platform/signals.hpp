#pragma once

#include <span>

namespace plait::platform {

/// Those that ask a program to end.
[[nodiscard]] std::span<const int> ending_signals() noexcept;

/// Keeps how the program handles them, and lets nothing end it for writing to a pipe that nobody reads any more. One thread
/// at a time, and so the others.
void keep_signal_handlers() noexcept;
[[nodiscard]] bool kept_ignored(int ending_signal) noexcept; ///< By who started the program, as nohup does it.
void restore_signal_handlers() noexcept;

} // namespace plait::platform
