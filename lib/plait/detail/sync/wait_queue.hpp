#pragma once

#include <plait/detail/coroutine/waiter.hpp>

#include <boost/asio/error.hpp>

#include <atomic>

namespace plait::detail {

template <class Owner>
class handed_wait; // see async/sync/handed_wait.hpp, beside the sources

/// The wait of one task, in one queue or in several at once (`select`). Whoever claims the wait first ends it.
class wait {
public:
    explicit wait(const char* name) noexcept : waiter_(name) {}

    /// Returns true to one caller, once. That caller must then call `wake`.
    [[nodiscard]] bool claim() noexcept;
    /// Claims both waits or none, for something that happens between two tasks that wait. The two waits must differ.
    enum class claimed { both, first_was_gone, second_was_gone };
    [[nodiscard]] static claimed claim_both(wait& first, wait& second) noexcept;
    [[nodiscard]] bool is_claimed() const noexcept { return state_.load(std::memory_order_acquire) == state::claimed; }

    /// Makes the task go on, on its own loop. This wait and its nodes may be destroyed from now on.
    void wake(boost::system::error_code result = {}) { waiter_.post(result); }

    /// When this is awaited, it suspends the task, calls `enqueue`, and throws the error that `wake` is given. A
    /// cancellation of the task ends the wait unless somebody has claimed it. The caller must remove again what it has
    /// enqueued.
    template <class Enqueue>
    [[nodiscard]] auto suspend(Enqueue enqueue)
    {
        return waiter_.suspend(enqueue, [this] {
            if (claim())
                wake(boost::asio::error::operation_aborted);
        });
    }

private:
    // A wait is held while somebody is about to claim it together with another one. It may then become open again.
    enum class state : unsigned char { open, held, claimed };
    [[nodiscard]] bool go_from_open_to(state) noexcept;

    std::atomic<state> state_ = state::open;
    waiter waiter_;
};

/// A wait's node in one queue. A derived class holds what the task gives or gets there.
class wait_node {
public:
    explicit wait_node(wait& waiting) noexcept : waiting(waiting) {}
    wait_node(const wait_node&) = delete;
    wait_node& operator=(const wait_node&) = delete;

    /// Claims the wait through this node.
    [[nodiscard]] bool claim() noexcept
    {
        if (!waiting.claim())
            return false;
        chosen_ = true;
        return true;
    }
    /// Whether the wait was claimed through this node. Only the task that waits may ask, or code under the queue's
    /// lock.
    [[nodiscard]] bool chosen() const noexcept { return chosen_; }

    wait& waiting;

protected:
    ~wait_node() = default; // the node must be in no queue

private:
    friend class wait_queue;

    wait_node* next_ = nullptr;
    wait_node* previous_ = nullptr;
    bool queued_ = false;
    bool chosen_ = false;
};

/// The nodes of tasks that wait, oldest first. The queue is used under the lock of its owner.
class wait_queue {
public:
    wait_queue() = default;
    wait_queue(const wait_queue&) = delete;
    wait_queue& operator=(const wait_queue&) = delete;

    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
    [[nodiscard]] wait_node* first() const noexcept { return first_; }
    void push(wait_node&) noexcept;
    void remove(wait_node&) noexcept; // does nothing if the node is in no queue
    /// Claims the oldest wait that can be claimed, and removes its node from the queue. Removes older nodes, too, whose
    /// waits have ended elsewhere. Returns null if there is no wait to claim.
    [[nodiscard]] wait_node* claim() noexcept;
    /// Does what `claim` does, for something that happens between that wait and `own`: claims both, or none. Passes
    /// over other nodes of own's wait. Returns null also if own's wait had been claimed already.
    [[nodiscard]] wait_node* claim_with(wait_node& own) noexcept;
    /// Removes the oldest node, and claims its wait. Returns null if that wait has ended elsewhere, or the queue is
    /// empty.
    [[nodiscard]] wait_node* claim_first() noexcept;

private:
    wait_node* first_ = nullptr;
    wait_node* last_ = nullptr;
};

} // namespace plait::detail
