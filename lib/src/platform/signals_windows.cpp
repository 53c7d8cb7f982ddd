#include "platform/signals.hpp"

#include <array>
#include <csignal>
#include <cstddef>

namespace plait::platform {

namespace {

// SIGINT is Ctrl-C, a program raises SIGTERM itself, and SIGBREAK is Ctrl-Break, or a console window that is closed.
constexpr std::array ending{SIGINT, SIGTERM, SIGBREAK};
std::array<void (*)(int), ending.size()> kept;

} // namespace

std::span<const int> ending_signals() noexcept
{
    return ending;
}

void keep_signal_handlers() noexcept
{
    for (std::size_t i = 0; i < ending.size(); ++i)
        kept[i] = std::signal(ending[i], SIG_DFL); // a handler can be learnt only by setting another one
}

bool kept_ignored(int ending_signal) noexcept
{
    for (std::size_t i = 0; i < ending.size(); ++i)
        if (ending[i] == ending_signal)
            return kept[i] == SIG_IGN;
    return false;
}

void restore_signal_handlers() noexcept
{
    for (std::size_t i = 0; i < ending.size(); ++i)
        std::signal(ending[i], kept[i]);
}

bool handle_quit(void (*)(int)) noexcept
{
    return false;
}

void restore_quit() noexcept {}

} // namespace plait::platform
