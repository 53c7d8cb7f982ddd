#pragma once

#include <plait/detail/join.hpp>
#include <plait/detail/timer_queue.hpp>

#include <boost/asio/cancellation_state.hpp>

#include <optional>
#include <source_location>
#include <string>

namespace plait::detail {

/// A time by which a task, and all that it starts, must be done.
struct limit {
    clock::time_point due;
};

/// What a task is suspended in, through its first children: "run_concurrent > sleep".
[[nodiscard]] std::string where_suspended(const task&);

/// A task that is cancelled when its time has come. Lives in the parent's frame.
class deadline final : limit, timer {
public:
    /// `function` and `given` are for the error: with_timeout and its duration, or with_deadline and none.
    deadline(
        executor parent, clock::time_point due, const char* function, std::optional<clock::duration> given,
        std::source_location set_at) noexcept;
    ~deadline();

    /// Awaited at once: calls `begin`, which calls `start`. Throws nothing.
    template <class Begin>
    [[nodiscard]] auto run(Begin&& begin)
    {
        return only_.run(std::forward<Begin>(begin));
    }
    template <class T>
    void start(awaitable<T> body, result<T>& out)
    {
        set();
        only_.start(std::move(body), out);
    }

    [[nodiscard]] bool failed() const noexcept { return only_.error() != nullptr; }
    [[noreturn]] void rethrow_error(const boost::asio::cancellation_state& caller);

private:
    void fire() override;
    void abandon() noexcept override {}
    void set();

    loop& owner_;
    const char* const function_;
    const std::optional<clock::duration> given_;
    const std::source_location set_at_;
    const inheritance around_;
    const bool first_; // of those around it
    const inheritance inherited_;
    bool fired_ = false;
    std::string cut_off_;
    join only_;
};

} // namespace plait::detail
