#pragma once

#include <plait/detail/kernel/giving_way.hpp>
#include <plait/detail/sync/wait_queue.hpp>

namespace plait::detail {

/// Something that a task can wait for, alone or together with others (`select`). A case lives in that task's frame. A
/// derived class removes itself from its queue when it is destroyed.
class select_case : public wait_node {
public:
    using wait_node::wait_node;

    /// Makes the case happen if it can without waiting, and returns whether it did. Throws what waiting for it would
    /// throw.
    [[nodiscard]] virtual bool try_now() = 0;
    /// Enters the case's queue. It is called when the task is suspended. If the case can happen by now, this claims the
    /// wait and wakes the task instead.
    virtual void enqueue() = 0;

    /// When this is awaited, the task waits for this case alone.
    [[nodiscard]] auto alone()
    {
        return waiting.suspend([this] { enqueue(); });
    }

protected:
    ~select_case() = default;
};

} // namespace plait::detail
