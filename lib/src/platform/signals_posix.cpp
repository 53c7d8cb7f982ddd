#include "platform/signals.hpp"

#include <array>
#include <cstddef>

#include <signal.h>

namespace plait::platform {

namespace {

constexpr std::array ending{SIGINT, SIGTERM};
std::array<struct sigaction, ending.size()> kept;
struct sigaction kept_for_pipes;
struct sigaction kept_for_quit;
struct sigaction set_for_quit;

// Handles SIGPIPE: when the reader of a log dies, the server must not die with it. SIG_IGN would not do, because
// programs that this one starts would inherit it.
void ignore(int) {}

void handle_broken_pipes() noexcept
{
    sigaction(SIGPIPE, nullptr, &kept_for_pipes);
    if ((kept_for_pipes.sa_flags & SA_SIGINFO) != 0 || kept_for_pipes.sa_handler != SIG_DFL)
        return;
    struct sigaction ignored{};
    ignored.sa_handler = &ignore;
    ignored.sa_flags = SA_RESTART;
    sigaction(SIGPIPE, &ignored, nullptr);
}

} // namespace

std::span<const int> ending_signals() noexcept
{
    return ending;
}

void keep_signal_handlers() noexcept
{
    for (std::size_t i = 0; i < ending.size(); ++i)
        sigaction(ending[i], nullptr, &kept[i]);
    handle_broken_pipes();
}

bool kept_ignored(int ending_signal) noexcept
{
    for (std::size_t i = 0; i < ending.size(); ++i)
        if (ending[i] == ending_signal)
            return (kept[i].sa_flags & SA_SIGINFO) == 0 && kept[i].sa_handler == SIG_IGN;
    return false;
}

void restore_signal_handlers() noexcept
{
    for (std::size_t i = 0; i < ending.size(); ++i)
        sigaction(ending[i], &kept[i], nullptr);
    sigaction(SIGPIPE, &kept_for_pipes, nullptr);
}

bool handle_quit(void (*handler)(int)) noexcept
{
    sigaction(SIGQUIT, nullptr, &kept_for_quit);
    const bool is_free = (kept_for_quit.sa_flags & SA_SIGINFO) == 0
                         && (kept_for_quit.sa_handler == SIG_DFL || kept_for_quit.sa_handler == SIG_IGN);
    set_for_quit = {};
    set_for_quit.sa_handler = handler;
    set_for_quit.sa_flags = SA_RESTART;
    return is_free && sigaction(SIGQUIT, &set_for_quit, nullptr) == 0;
}

void restore_quit() noexcept
{
    struct sigaction now{};
    sigaction(SIGQUIT, nullptr, &now);
    if ((now.sa_flags & SA_SIGINFO) == 0 && now.sa_handler == set_for_quit.sa_handler) // else the program has set one
        sigaction(SIGQUIT, &kept_for_quit, nullptr);
}

} // namespace plait::platform
