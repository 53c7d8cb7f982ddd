#pragma once

#include <plait/detail/kernel/state_lock.hpp>

#include <condition_variable>

namespace plait::detail {

/// A condition variable for a state lock. Only a thread that may block uses it: never the thread of a loop that runs.
class condition {
public:
    void wait(state_lock& held) PLAIT_REQUIRES(held)
    {
        std::unique_lock adopted(held.mutex_, std::adopt_lock);
        met_.wait(adopted);
        adopted.release();
    }
    void notify_one() noexcept { met_.notify_one(); }
    void notify_all() noexcept { met_.notify_all(); }

private:
    std::condition_variable met_;
};

} // namespace plait::detail
