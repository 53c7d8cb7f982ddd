#pragma once

#include <plait/clock.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plait::detail {

// Times come from users, who write `clock::time_point::max()` for "never". So a result past an end of time is that end.

/// `a - b`.
[[nodiscard]] constexpr clock::duration difference(clock::duration a, clock::duration b) noexcept
{
    constexpr clock::duration zero = clock::duration::zero();
    if (b < zero && a > clock::duration::max() + b)
        return clock::duration::max();
    if (b > zero && a < clock::duration::min() + b)
        return clock::duration::min();
    return a - b;
}

/// `from + time`.
[[nodiscard]] constexpr clock::time_point later(clock::time_point from, clock::duration time) noexcept
{
    const clock::duration since = from.time_since_epoch();
    if (time > clock::duration::zero() && since > clock::duration::max() - time)
        return clock::time_point::max();
    if (time < clock::duration::zero() && since < clock::duration::min() - time)
        return clock::time_point::min();
    return from + time;
}

/// `from - time`.
[[nodiscard]] constexpr clock::time_point earlier(clock::time_point from, clock::duration time) noexcept
{
    return clock::time_point(difference(from.time_since_epoch(), time));
}

/// `to - from`.
[[nodiscard]] constexpr clock::duration between(clock::time_point from, clock::time_point to) noexcept
{
    return difference(to.time_since_epoch(), from.time_since_epoch());
}

/// Something that happens at a time. A timer lives in its owner (a coroutine frame, a connection); the queue holds a
/// pointer to it.
class timer {
public:
    /// The order of timers that are due at the same time. Deadlines are last: what is done at that moment is in time.
    enum class order : std::uint64_t { normal = 0, last = std::uint64_t(1) << 63 };

    timer() = default;
    explicit timer(order among_equals) noexcept : rank_(static_cast<std::uint64_t>(among_equals)) {}
    timer(const timer&) = delete;
    timer& operator=(const timer&) = delete;

    [[nodiscard]] bool pending() const noexcept { return index_ != not_queued; }
    [[nodiscard]] clock::time_point due() const noexcept { return due_; }
    [[nodiscard]] bool is_last() const noexcept { return rank_ >= static_cast<std::uint64_t>(order::last); }
    [[nodiscard]] std::uint64_t rank() const noexcept { return rank_; } // no two timers of a queue have the same rank

protected:
    ~timer() = default; // the timer must not be pending

    /// Makes `due` return this time before the timer is added to a queue.
    void keep(clock::time_point due) noexcept { due_ = due; }

private:
    friend class timer_queue;
    friend class loop;

    virtual void fire() = 0;             // called when the time has come; the timer is no longer queued
    virtual void abandon() noexcept = 0; // called in place of `fire` when the loop goes away: see loop.hpp

    static constexpr std::size_t not_queued = static_cast<std::size_t>(-1);
    clock::time_point due_{};
    std::uint64_t rank_ = 0; // the `order` in the top bit, then a number that grows with each timer added
    std::size_t index_ = not_queued;
};

/// A heap of timers, earliest first. Timers of the same time are ordered by `timer::order`, then by when they were
/// added. The queue reads no clock. Each node has four children, and the times stand in the heap itself, so the heap is
/// half as deep as a binary one and touches fewer cache lines.
class timer_queue {
public:
    void push(timer&, clock::time_point due); // throws std::logic_error if the timer is in this queue or another
    void erase(timer&) noexcept;
    [[nodiscard]] bool empty() const noexcept { return heap_.empty(); }
    [[nodiscard]] clock::time_point next_due() const noexcept { return heap_.front().due; }
    [[nodiscard]] timer& first() const noexcept { return *heap_.front().what; }
    void add_due(clock::time_point now, std::vector<timer*>& to) const; // adds all timers that are due, in order
    timer& pop() noexcept;

private:
    struct node {
        clock::time_point due;
        timer* what;
    };

    static constexpr std::size_t children = 4;

    [[nodiscard]] static bool before(const node& a, const node& b) noexcept
    {
        return a.due != b.due ? a.due < b.due : a.what->rank_ < b.what->rank_;
    }
    void place(std::size_t, const node&) noexcept;
    void up(std::size_t, node) noexcept;
    void down(std::size_t, node) noexcept;

    std::vector<node> heap_;
    std::uint64_t added_ = 0;
};

} // namespace plait::detail
