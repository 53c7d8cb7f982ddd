#pragma once

#include <plait/detail/kernel/state_lock.hpp>
#include <plait/detail/sync/wait_queue.hpp>

namespace plait::detail {

/// A task's wait for what `Owner` hands out, first come, first served: a place of a semaphore, a lock. It lives in the
/// task's frame, and undoes itself: when it is destroyed before the task has taken what it was given, because the loop
/// went away in between, this goes to the next that waits.
///
/// The owner has a `lock_` and the queue `waiting_`. Under the lock, `admit` hands out what there is, and `exit(kind)`
/// takes back what one of that kind was given.
template <class Owner>
class handed_wait final : wait_node {
public:
    using kind = typename Owner::kind;

    handed_wait(Owner& of, const char* name, kind wanted = {}) noexcept
        : wait_node(wait_), wanted_(wanted), of_(of), wait_(name)
    {
    }
    ~handed_wait()
    {
        locked inside(of_.lock_);
        of_.waiting_.remove(*this);
        if (chosen() && !taken_)
            of_.exit(wanted_);
        of_.admit(); // those behind it may have waited for this one alone
    }

    /// Awaited, waits until it is given what it wants. Then the task takes it.
    [[nodiscard]] auto begin()
    {
        return wait_.suspend([this] {
            locked inside(of_.lock_);
            of_.waiting_.push(*this);
            of_.admit();
        });
    }
    void take() noexcept { taken_ = true; }

    [[nodiscard]] static kind wanted_by(const wait_node& waiting) noexcept
    {
        return static_cast<const handed_wait&>(waiting).wanted_;
    }

private:
    const kind wanted_;
    Owner& of_;
    wait wait_;
    bool taken_ = false;
};

} // namespace plait::detail
