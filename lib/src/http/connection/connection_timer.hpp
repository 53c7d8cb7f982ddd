#pragma once

#include <plait/detail/coroutine/loop.hpp>

namespace plait::http::detail {

/// Tells a connection when its present wait must be over. It is one timer, whose deadline is set far more often than it
/// fires. So a deadline that is later than the timer's is only written down, and is found when the timer fires.
class connection_timer : private plait::detail::timer {
protected:
    explicit connection_timer(plait::detail::loop& owner) noexcept : timer(order::last), owner_(owner) {}
    ~connection_timer() { owner_.remove(*this); }

    void expires_at(clock::time_point time)
    {
        deadline_ = time;
        if (pending() && deadline_ < due()) [[unlikely]]
            owner_.remove(*this);
        if (!pending() && deadline_ != clock::time_point::max())
            owner_.add(*this, deadline_);
    }
    void expires_by(clock::time_point time)
    {
        if (time < deadline_)
            expires_at(time);
    }
    [[nodiscard]] clock::time_point deadline() const noexcept { return deadline_; }
    void never_expires() noexcept { deadline_ = clock::time_point::max(); }

private:
    virtual void expire() = 0; // the deadline has passed

    void fire() final
    {
        if (deadline_ <= clock::now())
            expire();
        else if (deadline_ != clock::time_point::max())
            owner_.add(*this, deadline_);
    }
    void abandon() noexcept final {}

    plait::detail::loop& owner_;
    clock::time_point deadline_ = clock::time_point::max();
};

} // namespace plait::http::detail
