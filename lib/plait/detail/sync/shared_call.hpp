#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/kernel/state_lock.hpp>
#include <plait/detail/sync/wait_queue.hpp>

#include <exception>

namespace plait::detail {

/// One execution that several callers share. They hold it together, as the last of them may be anyone.
class shared_call {
public:
    explicit shared_call(state_lock& guard) noexcept : lock_(guard) {}
    shared_call(const shared_call&) = delete;
    shared_call& operator=(const shared_call&) = delete;

protected:
    ~shared_call() = default;

private:
    friend class participant;
    enum class state { running, ended, given_up };

    virtual void remove() noexcept = 0; // so that nobody finds it any more. Under the lock

    state_lock& lock_;
    state state_ PLAIT_GUARDED_BY(lock_) = state::running;
    wait_queue following_ PLAIT_GUARDED_BY(lock_);
    std::exception_ptr error_; // written before it ends
};

/// One caller's part in it. Lives in the caller's frame.
class participant final : wait_node {
public:
    participant(shared_call& joined, bool leads) noexcept : wait_node(wait_), call_(joined), leads_(leads) {}
    ~participant(); // one that leads, and has not ended it, hands it over

    /// Until it leads, or the call is over.
    [[nodiscard]] awaitable<void> follow();
    [[nodiscard]] bool leads() const noexcept { return leads_; }
    /// The leader was cancelled when none followed: there is nothing to be had here.
    [[nodiscard]] bool given_up() const noexcept;
    /// With an error that all get, or null. Nobody finds the call from now on.
    void end(std::exception_ptr error) noexcept;
    void rethrow_error() const
    {
        if (call_.error_)
            std::rethrow_exception(call_.error_);
    }

private:
    void queue() noexcept;
    void hand_over() noexcept PLAIT_REQUIRES(call_.lock_);

    shared_call& call_;
    bool leads_; // set by another thread only while this one waits
    wait wait_{"single_flight::run"};
};

} // namespace plait::detail
