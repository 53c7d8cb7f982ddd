#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/kernel/lock.hpp>
#include <plait/detail/sync/wait_queue.hpp>

#include <exception>

namespace plait::detail {

/// One execution that several callers share. They hold it together, as the last of them may be anyone.
class flight {
public:
    explicit flight(lock& guard) noexcept : lock_(guard) {}
    flight(const flight&) = delete;
    flight& operator=(const flight&) = delete;

protected:
    ~flight() = default;

private:
    friend class seat;
    enum class state { in_air, landed, given_up };

    virtual void remove() noexcept = 0; // so that nobody finds it any more. Under the lock

    lock& lock_;
    state state_ PLAIT_GUARDED_BY(lock_) = state::in_air;
    wait_queue following_ PLAIT_GUARDED_BY(lock_);
    std::exception_ptr error_; // written before it lands
};

/// One caller's part in it. Lives in the caller's frame.
class seat final : wait_node {
public:
    seat(flight& joined, bool leads) noexcept : wait_node(wait_), flight_(joined), leads_(leads) {}
    ~seat(); // one that leads, and has not landed it, hands it over

    /// Until it leads, or the flight is over.
    [[nodiscard]] awaitable<void> follow();
    [[nodiscard]] bool leads() const noexcept { return leads_; }
    /// The leader was cancelled when none followed: there is nothing to be had here.
    [[nodiscard]] bool given_up() const noexcept;
    /// With an error that all get, or null. Nobody finds the flight from now on.
    void land(std::exception_ptr error) noexcept;
    void rethrow_error() const
    {
        if (flight_.error_)
            std::rethrow_exception(flight_.error_);
    }

private:
    void queue() noexcept;
    void hand_over() noexcept PLAIT_REQUIRES(flight_.lock_);

    flight& flight_;
    bool leads_; // set by another thread only while this one waits
    wait wait_{"single_flight::run"};
};

} // namespace plait::detail
