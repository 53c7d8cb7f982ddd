#pragma once

#include <plait/clock.hpp>

#include <cstdint>

namespace boost::asio {
class io_context;
}

namespace plait::detail {

class loop;

/// A node of the task tree. Nodes live in a slab of their loop that is freed only with the loop; a closed node is used
/// again under the next generation. So an executor that outlives its task (a socket that a child opened and returned,
/// say) never points at freed memory: it notices that the generation has changed, and runs as the loop itself.
struct task {
    loop* owner;                      // for ever
    boost::asio::io_context* context; // the owner's
    std::uint32_t generation = 0;
    task* parent = nullptr; // null for a task that no other task started
    const char* name = "";  // which function started it
    task* next_free = nullptr;
};

/// What this thread runs now: set by the loop, and by the door (see executor.hpp) on every resumption.
struct current_state {
    loop* owner = nullptr;
    task* running = nullptr;                        // null: the loop itself
    const clock::time_point* virtual_now = nullptr; // null: real time
};

// constinit: a use costs one thread-relative load, and no call of an initialiser.
extern constinit thread_local current_state current;

} // namespace plait::detail
