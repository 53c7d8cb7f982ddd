#pragma once

#include <plait/detail/coroutine/waiter.hpp>

#include <boost/asio/error.hpp>

#include <atomic>

namespace plait::detail {

/// A wait of one task, in one queue or in several at once (`select`): the first that claims it ends it.
class wait {
public:
    explicit wait(const char* name) noexcept : waiter_(name) {}

    /// True for one caller, once. It must then `wake`.
    [[nodiscard]] bool claim() noexcept;
    /// Claims both or none, for what happens between two that wait. They are not the same.
    enum class claimed { both, first_was_gone, second_was_gone };
    [[nodiscard]] static claimed claim_both(wait& first, wait& second) noexcept;
    [[nodiscard]] bool is_claimed() const noexcept { return state_.load(std::memory_order_acquire) == state::claimed; }

    /// The task goes on, on its own loop; what it waited with may be gone from now on.
    void wake(boost::system::error_code result = {}) { waiter_.post(result); }

    /// Awaited, calls `enqueue` when the task is suspended, and throws what `wake` is given. Cancelling the task ends the
    /// wait unless somebody has claimed it. What was enqueued must be removed again by the caller.
    template <class Enqueue>
    [[nodiscard]] auto suspend(Enqueue enqueue)
    {
        return waiter_.suspend(enqueue, [this] {
            if (claim())
                wake(boost::asio::error::operation_aborted);
        });
    }

private:
    // Held: somebody is about to claim it together with another, and may let it go again.
    enum class state : unsigned char { open, held, claimed };
    [[nodiscard]] bool go_from_open_to(state) noexcept;

    std::atomic<state> state_ = state::open;
    waiter waiter_;
};

/// A place in a queue. What a wait gives or takes stands in a class derived from it.
class wait_node {
public:
    explicit wait_node(wait& waiting) noexcept : waiting(waiting) {}
    wait_node(const wait_node&) = delete;
    wait_node& operator=(const wait_node&) = delete;

    /// Claims the wait for what this node stands for.
    [[nodiscard]] bool claim() noexcept
    {
        if (!waiting.claim())
            return false;
        chosen_ = true;
        return true;
    }
    /// Whether the wait was claimed through this node. For the task that waits, and under the lock of the queue.
    [[nodiscard]] bool chosen() const noexcept { return chosen_; }

    wait& waiting;

protected:
    ~wait_node() = default; // in no queue

private:
    friend class wait_queue;

    wait_node* next_ = nullptr;
    wait_node* previous_ = nullptr;
    bool queued_ = false;
    bool chosen_ = false;
};

/// Those that wait, oldest first. Under the lock of what owns it.
class wait_queue {
public:
    wait_queue() = default;
    wait_queue(const wait_queue&) = delete;
    wait_queue& operator=(const wait_queue&) = delete;

    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
    [[nodiscard]] wait_node* first() const noexcept { return first_; }
    void push(wait_node&) noexcept;
    void remove(wait_node&) noexcept; // unless it is not in it
    /// The oldest whose wait could be claimed, no longer in the queue. Others that were ended elsewhere are dropped.
    [[nodiscard]] wait_node* claim() noexcept;
    /// The same for something that happens between it and `own`: both are claimed, or none. Passes by the other nodes of
    /// own's wait. None also if `own` was gone.
    [[nodiscard]] wait_node* claim_with(wait_node& own) noexcept;
    /// The oldest, no longer in the queue; none if its wait was ended elsewhere, or the queue is empty.
    [[nodiscard]] wait_node* claim_first() noexcept;

private:
    wait_node* first_ = nullptr;
    wait_node* last_ = nullptr;
};

} // namespace plait::detail
