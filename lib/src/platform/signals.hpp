#pragma once

#include <span>

namespace plait::platform {

/// The signals that ask a program to end.
[[nodiscard]] std::span<const int> ending_signals() noexcept;

/// Remembers how the program handles these signals. From then on, writing to a pipe that nobody reads does not end the
/// program. One thread at a time may call this and the next two functions.
void keep_signal_handlers() noexcept;
/// Whether the signal was ignored before: nohup starts programs so.
[[nodiscard]] bool kept_ignored(int ending_signal) noexcept;
void restore_signal_handlers() noexcept;

} // namespace plait::platform
