#pragma once

#include <plait/clock.hpp>

#include <cstdint>

namespace boost::asio {
class io_context;
}

namespace plait::detail {

class frame_pool;
class join;
class limit;
class loop;
class waiter;
class simulation_hook;

/// A value that is set for a task and all that it starts. It lives in a frame that outlives them: that of
/// `context_value::with`, say.
struct binding {
    const void* key = nullptr;
    const void* value = nullptr;
    const binding* outer = nullptr;
};

/// What a task inherits from the task that started it.
struct inheritance {
    limit* deadline = nullptr;       // the innermost deadline around the task, see deadline.hpp
    const binding* values = nullptr; // the innermost value around the task: see context_value.hpp and labels.hpp
};

/// A node of the task tree. Nodes live in a slab of their loop that is freed only with the loop; a closed node is used
/// again under the next generation. So an executor that outlives its task (a socket that a child opened and returned,
/// say) never points at freed memory: it notices that the generation has changed, and runs as the loop itself.
struct task {
    loop* owner; // never changes
    inheritance inherited{};
    union {
        const char* in = nullptr; // names the function of plait that the task is suspended in; null if it is in none
        const join* tasks;        // if `for_tasks`: the join whose tasks this task waits for
    } waits{};
    std::uint32_t resumed_at = 0; // when the task was last resumed, in milliseconds; 0: not known; see pulse.hpp
    // An odd generation means that the task is open. These two fields are the last ones, so that a derived class can
    // put its flags into the padding behind them.
    std::uint32_t generation = 0;
    bool for_tasks = false;

    [[nodiscard]] bool is_open() const noexcept { return generation % 2 != 0; }
    [[nodiscard]] const char* waits_in() const noexcept { return for_tasks ? nullptr : waits.in; }
    [[nodiscard]] const join* waits_for() const noexcept { return for_tasks ? waits.tasks : nullptr; }
    void wait_in(const char* what) noexcept
    {
        waits.in = what;
        for_tasks = false;
    }
    void wait_for(const join& tasks) noexcept
    {
        waits.tasks = &tasks;
        for_tasks = true;
    }
    void go_on() noexcept { wait_in(nullptr); }
};

/// A function that waits to be run by its own loop.
struct queued {
    queued* next;
    void (*act)(queued*, bool run); // runs the function (or not), and frees it
};

/// The functions that a loop posts to itself. Between any two operations of an `io_context` that has sockets or timers
/// Asio asks the kernel for news, which takes a system call. With this queue it asks once for each batch.
struct ready_queue {
    queued* first = nullptr;
    queued** last = &first;
    bool scheduled = false;

    void push(queued* added) noexcept
    {
        added->next = nullptr;
        *last = added;
        last = &added->next;
    }
    [[nodiscard]] queued* pop() noexcept
    {
        queued* taken = first;
        if (taken) {
            first = taken->next;
            if (!first)
                last = &first;
        }
        return taken;
    }
};

/// What this thread runs now. The loop sets it, and an executor updates it on every resumption (see executor.hpp).
struct current_state {
    loop* owner = nullptr;
    task* running = nullptr;                        // null: the loop itself runs
    const task* waiting = nullptr;                  // on a pool thread: the task that waits for the function that runs
    const binding* values = nullptr;                // what was set where no task runs
    int depth = 0;                                  // counts the resumptions inside each other
    const clock::time_point* virtual_now = nullptr; // null: time is real
    ready_queue* ready = nullptr;                   // belongs to the loop
    frame_pool* pool = nullptr;                     // belongs to the loop
    simulation_hook* simulated = nullptr;           // set by a test; functions then go there and not to `ready`
    unsigned ready_operations = 0;                  // see giving_way.hpp
    clock::time_point gave_way{};                   // see giving_way.hpp
};

// The variable is constinit, so that a use costs one thread-relative load, and no call of an initialiser.
extern constinit thread_local current_state current;

} // namespace plait::detail
