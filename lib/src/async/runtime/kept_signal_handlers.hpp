#pragma once

#include "platform/signals.hpp"

#include <plait/detail/kernel/state_lock.hpp>

namespace plait::detail {

/// Keeps the program's handlers of the signals that ask it to end, while a runtime handles these signals: Asio would
/// leave the default handlers behind. The users are counted, as runtimes of several threads may overlap.
class kept_signal_handlers {
public:
    kept_signal_handlers()
    {
        locked inside(lock);
        if (users++ == 0)
            platform::keep_signal_handlers();
    }
    ~kept_signal_handlers()
    {
        locked inside(lock);
        if (--users == 0)
            platform::restore_signal_handlers();
    }
    kept_signal_handlers(const kept_signal_handlers&) = delete;
    kept_signal_handlers& operator=(const kept_signal_handlers&) = delete;

private:
    static inline state_lock lock;
    static inline int users PLAIT_GUARDED_BY(lock) = 0;
};

} // namespace plait::detail
