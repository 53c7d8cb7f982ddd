#pragma once

#include <cstdint>

namespace plait::platform {

/// What the system knows a thread by. All is 0 where nothing is known.
struct thread_id {
    int number = 0;            // on Linux: what gettid() returns
    std::uintptr_t handle = 0; // on Linux: the pthread_t
};

[[nodiscard]] thread_id this_thread() noexcept;

} // namespace plait::platform
