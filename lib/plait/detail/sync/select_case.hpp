#pragma once

#include <plait/detail/kernel/giving_way.hpp>
#include <plait/detail/sync/wait_queue.hpp>

namespace plait::detail {

/// Something that a task can wait for, alone or together with others (`select`). Lives in that task's frame. A class
/// derived from it takes itself out of its queue when it is destroyed, also when the loop goes away.
class select_case : public wait_node {
public:
    using wait_node::wait_node;

    /// Makes it happen if that takes no waiting. Throws what waiting for it would.
    [[nodiscard]] virtual bool try_now() = 0;
    /// Called when the task is suspended. If it can happen by now after all, it claims the wait and wakes the task.
    virtual void enqueue() = 0;

    /// Awaited, waits for this alone.
    [[nodiscard]] auto alone()
    {
        return waiting.suspend([this] { enqueue(); });
    }

protected:
    ~select_case() = default;
};

} // namespace plait::detail
