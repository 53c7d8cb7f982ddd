#pragma once

#include <plait/clock.hpp>
#include <plait/detail/kernel/timer_queue.hpp>

#include <chrono>

namespace plait::http::detail {

/// Decides whether a loop is overloaded, from how long requests wait for it.
///
/// A queue that comes and goes is a burst, and does no harm. A queue that stands makes every request wait, and is of no
/// use. So what counts is the least wait within a window of time: a loop is overloaded when each measure of a whole
/// window was above the target, as in CoDel (RFC 8289). It is overloaded no more when no request had to be refused for a
/// while.
///
/// This has no clock of its own, and does no I/O.
class standing_queue {
public:
    static constexpr std::chrono::milliseconds window{100};
    static constexpr std::chrono::milliseconds recovery{500};

    /// With a target of 0 the loop is never overloaded.
    explicit standing_queue(clock::duration target) noexcept : target_(target) {}

    [[nodiscard]] clock::duration target() const noexcept { return target_; }

    /// Requests that are served now have waited for so long.
    void measured(clock::time_point now, clock::duration wait) noexcept
    {
        if (target_ == clock::duration::zero() || is_overloaded(now))
            return;
        if (wait <= target_)
            above_since_ = never;
        else if (above_since_ == never)
            above_since_ = now;
        else if (plait::detail::between(above_since_, now) >= window)
            stays(now);
    }
    /// A request was refused, since it had waited for longer than the target.
    void refused(clock::time_point now) noexcept { stays(now); }

    [[nodiscard]] bool is_overloaded(clock::time_point now) const noexcept { return now < ends_; }

private:
    static constexpr clock::time_point never = clock::time_point::max();

    void stays(clock::time_point now) noexcept
    {
        ends_ = plait::detail::later(now, recovery);
        above_since_ = never;
    }

    clock::duration target_;
    clock::time_point above_since_ = never;
    clock::time_point ends_ = clock::time_point::min();
};

} // namespace plait::http::detail
