#pragma once

#include <plait/detail/kernel/giving_way.hpp>
#include <plait/detail/kernel/state_lock.hpp>
#include <plait/detail/sync/wait_queue.hpp>

namespace plait::detail {

/// Something that a task can wait for, alone or together with others (`select`). A case lives in that task's frame. It
/// undoes itself: when it is destroyed, it leaves the queue that it stands in.
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
    ~select_case()
    {
        if (!queue_)
            return;
        locked inside(*lock_);
        queue_->remove(*this);
    }

    /// Puts the case into the queue. `enqueue` calls this under the lock of the queue, which is `lock`.
    void stand_in(wait_queue& queue, state_lock& lock) noexcept
    {
        queue_ = &queue;
        lock_ = &lock;
        queue.push(*this);
    }

private:
    // These two are null until the case stands in a queue. They stay set when another thread claims the case and
    // removes it from the queue. That thread may still be inside the lock, so the destructor must take the lock before
    // the task goes on.
    wait_queue* queue_ = nullptr;
    state_lock* lock_ = nullptr;
};

} // namespace plait::detail
