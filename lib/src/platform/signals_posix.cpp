#include "signals.hpp"

#include <array>
#include <cstddef>

#include <signal.h>

namespace plait::platform {

namespace {

constexpr std::array ending{SIGINT, SIGTERM};
std::array<struct sigaction, ending.size()> kept;

} // namespace

std::span<const int> ending_signals() noexcept
{
    return ending;
}

void keep_signal_handlers() noexcept
{
    for (std::size_t i = 0; i < ending.size(); ++i)
        sigaction(ending[i], nullptr, &kept[i]);
}

void restore_signal_handlers() noexcept
{
    for (std::size_t i = 0; i < ending.size(); ++i)
        sigaction(ending[i], &kept[i], nullptr);
}

} // namespace plait::platform
