#include <plait/detail/kernel/pulse.hpp>

#include <plait/clock.hpp>

#include <algorithm>
#include <chrono>

namespace plait::detail {

constinit thread_local pulse_state pulse;
constinit std::atomic<std::uint32_t> pulse_milliseconds{0};

static constinit std::atomic<door_observer*> observers[most_door_observers]{};

std::uint32_t milliseconds_now() noexcept
{
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now().time_since_epoch());
    return std::max(static_cast<std::uint32_t>(now.count()), std::uint32_t{1});
}

void set_door_observer(int place, door_observer* told) noexcept
{
    observers[place].store(told, std::memory_order_release);
}

void tell_door_observers(pulse_state& here, task* resumed) noexcept
{
    const std::uint8_t flags = here.flags.load(std::memory_order_relaxed);
    if ((flags & pulse_state::looked) != 0 && !here.in_step())
        here.clear(pulse_state::looked);
    for (int place = 0; place < most_door_observers; ++place)
        if ((flags >> place & 1) != 0)
            if (door_observer* const told = observers[place].load(std::memory_order_acquire))
                told(here, resumed);
}

} // namespace plait::detail
