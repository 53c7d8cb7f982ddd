#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/kernel/state_lock.hpp>
#include <plait/detail/sync/wait_queue.hpp>

#include <exception>

namespace plait::detail {

/// One execution that several callers share. They own it together, as any of them may be the last to leave.
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

    // Removes the call from where new callers look for it. It is called under the state lock.
    virtual void remove() noexcept = 0;

    state_lock& lock_;
    state state_ PLAIT_GUARDED_BY(lock_) = state::running;
    wait_queue following_ PLAIT_GUARDED_BY(lock_);
    std::exception_ptr error_; // is written before the state becomes `ended`
};

/// One caller's part in a shared call. It lives in the caller's frame.
class participant final : wait_node {
public:
    participant(shared_call& joined, bool leads) noexcept : wait_node(wait_), call_(joined), leads_(leads) {}
    ~participant(); // a leader that has not ended the call hands it over

    /// Waits until this participant leads, or the call is over.
    [[nodiscard]] awaitable<void> follow();
    [[nodiscard]] bool leads() const noexcept { return leads_; }
    /// Whether the leader left when nobody followed. The call then has no result, and this caller must begin a new one.
    [[nodiscard]] bool given_up() const noexcept;
    /// Ends the call with an error that all participants get, or with null. No new caller finds the call from now on.
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
    bool leads_; // another thread writes this only while this participant waits
    wait wait_{"single_flight::run"};
};

} // namespace plait::detail
