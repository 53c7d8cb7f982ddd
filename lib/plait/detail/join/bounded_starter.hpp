#pragma once

#include <plait/detail/join/join.hpp>

#include <cstddef>

namespace plait::detail {

/// Starts tasks one after another, so that no more than `most` of them run at a time. It lives as long as its join.
template <class StartNext>
class bounded_starter final : public child {
public:
    /// `start_next(watcher)` starts the next task with that watcher, or returns false if there is none.
    bounded_starter(join& all, std::size_t most, StartNext& start_next) noexcept
        : all_(all), most_(most), start_next_(start_next)
    {
    }

    void feed() noexcept
    {
        if (feeding_) // a task that the loop below started has ended already; that loop goes on
            return;
        feeding_ = true;
        try {
            while (more_ && in_flight_ < most_ && !all_.cancelled()) {
                ++in_flight_;
                more_ = start_next_(*this);
            }
        } catch (...) {
            more_ = false;
            all_.fail(std::current_exception());
        }
        feeding_ = false;
    }

private:
    void finished(std::exception_ptr& error) noexcept override
    {
        --in_flight_;
        if (!error)
            feed();
    }

    join& all_;
    const std::size_t most_;
    StartNext& start_next_;
    std::size_t in_flight_ = 0;
    bool more_ = true;
    bool feeding_ = false;
};

} // namespace plait::detail
