#include <plait/detail/sync/wait_queue.hpp>

#include <cassert>
#include <functional>
#include <thread>
#include <utility>

namespace plait::detail {

// A wait is held only for the few instructions of `claim_both`. There a thread that holds one wait tries to claim only
// a wait at a higher address. So no thread waits long here, and no two threads wait for each other.
bool wait::go_from_open_to(state next) noexcept
{
    for (;;) {
        state found = state::open;
        if (state_.compare_exchange_strong(found, next, std::memory_order_acq_rel, std::memory_order_acquire))
            return true;
        if (found == state::claimed)
            return false;
        std::this_thread::yield();
    }
}

bool wait::claim() noexcept
{
    return go_from_open_to(state::claimed);
}

// It is tempting to claim one wait after the other. But the first cannot be given back when the second proves to have
// ended: other threads have seen it claimed, and removed it from their queues.
wait::claimed wait::claim_both(wait& first, wait& second) noexcept
{
    assert(&first != &second);
    const bool in_order = std::less<>()(&first, &second);
    wait& lower = in_order ? first : second;
    wait& higher = in_order ? second : first;
    if (!lower.go_from_open_to(state::held))
        return in_order ? claimed::first_was_gone : claimed::second_was_gone;
    if (!higher.go_from_open_to(state::claimed)) {
        lower.state_.store(state::open, std::memory_order_release);
        return in_order ? claimed::second_was_gone : claimed::first_was_gone;
    }
    lower.state_.store(state::claimed, std::memory_order_release);
    return claimed::both;
}

void wait_queue::push(wait_node& added) noexcept
{
    added.queued_ = true;
    added.next_ = nullptr;
    added.previous_ = last_;
    (last_ ? last_->next_ : first_) = &added;
    last_ = &added;
}

void wait_queue::remove(wait_node& gone) noexcept
{
    if (!gone.queued_)
        return;
    gone.queued_ = false;
    (gone.previous_ ? gone.previous_->next_ : first_) = gone.next_;
    (gone.next_ ? gone.next_->previous_ : last_) = gone.previous_;
}

wait_node* wait_queue::claim_first() noexcept
{
    wait_node* oldest = first_;
    if (!oldest)
        return nullptr;
    remove(*oldest);
    return oldest->claim() ? oldest : nullptr;
}

wait_node* wait_queue::claim() noexcept
{
    while (!empty())
        if (wait_node* oldest = claim_first())
            return oldest;
    return nullptr;
}

wait_node* wait_queue::claim_with(wait_node& own) noexcept
{
    for (wait_node* next = first_; next;) {
        wait_node* other = std::exchange(next, next->next_);
        if (&other->waiting == &own.waiting)
            continue;
        const wait::claimed result = wait::claim_both(own.waiting, other->waiting);
        if (result == wait::claimed::first_was_gone)
            return nullptr;
        remove(*other);
        if (result == wait::claimed::both) {
            own.chosen_ = true;
            other->chosen_ = true;
            return other;
        }
    }
    return nullptr;
}

} // namespace plait::detail
