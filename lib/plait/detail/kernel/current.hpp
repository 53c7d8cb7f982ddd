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
struct binding;

/// What tasks have from those that started them.
struct inheritance {
    limit* deadline = nullptr;        // the innermost of those around it, see deadline.hpp
    const binding* values = nullptr;  // the innermost one, see context_value.hpp
    const char* label = nullptr;      // what all that is for, for who watches: the route of a request
};

/// A node of the task tree. Nodes live in a slab of their loop that is freed only with the loop; a closed node is used
/// again under the next generation. So an executor that outlives its task (a socket that a child opened and returned,
/// say) never points at freed memory: it notices that the generation has changed, and runs as the loop itself.
struct task {
    loop* owner; // for ever
    inheritance inherited{};
    union {
        const char* in = nullptr; // what it is suspended in, if that is plait's; null otherwise
        const join* tasks;        // `for_tasks`: those of a join
    } waits{};
    // Odd: open. The last fields, as what derives from this puts its flags behind them.
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

/// Which function started it; "" for a loop itself, and for one that has ended.
[[nodiscard]] const char* name_of(const task&) noexcept;
[[nodiscard]] const task* parent_of(const task&) noexcept; // null for a task that no other task started

/// A function that waits to be run by its own loop.
struct queued {
    queued* next;
    void (*act)(queued*, bool run); // frees it, too
};

/// What a loop posts to itself. Between any two operations of an `io_context` that has sockets or timers Asio asks the
/// kernel for news, which takes a system call; here it is asked once for each batch.
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

/// What this thread runs now: set by the loop, and by the door (see executor.hpp) on every resumption.
struct current_state {
    loop* owner = nullptr;
    task* running = nullptr;                        // null: the loop itself
    const char* label = nullptr;                    // where none runs: of the task that a function in a pool is for
    const clock::time_point* virtual_now = nullptr; // null: real time
    ready_queue* ready = nullptr;                   // the loop's, as is the next
    frame_pool* pool = nullptr;
    simulation_hook* simulated = nullptr;                     // a test's, which `ready` is not used in
    int depth = 0;                                  // of resumptions inside each other
    unsigned ready_operations = 0;                  // see giving_way.hpp, as is the next
    clock::time_point gave_way{};
};

// constinit: a use costs one thread-relative load, and no call of an initialiser.
extern constinit thread_local current_state current;

} // namespace plait::detail
