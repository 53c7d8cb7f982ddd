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

/// Lets a function handle SIGQUIT, unless the program has a handler of its own. As in Go it does not matter whether the
/// signal was ignored: a shell starts what it runs in the background so. Returns false if nothing was changed, as on
/// Windows, which has no such signal. `restore_quit` takes it back.
[[nodiscard]] bool handle_quit(void (*handler)(int)) noexcept;
void restore_quit() noexcept;

} // namespace plait::platform
