#pragma once

#include <plait/detail/join/join.hpp>
#include <plait/detail/kernel/timer_queue.hpp>

#include <boost/asio/cancellation_state.hpp>

#include <optional>
#include <source_location>
#include <string>

namespace plait::detail {

/// A time by which a task, and all that it starts, must be done.
///
/// Reading the clock takes a quarter of what it costs to limit a task that is ready, and that needs no limit. So what is
/// kept of a duration is the coarse time of the call, until somebody wants to know the limit: at the latest when the task
/// suspends, which only then can be cut off. The clock is read then, and the time is counted from there, or from the latest
/// that the call can have been if that is earlier: a limit is never early.
class limit {
public:
    limit(clock::time_point due, std::optional<clock::duration> given, limit* around) noexcept
        : due_(due), given_(given), around_(around)
    {
    }

    /// Until it is known: to be called on the loop that made it.
    void find_out() noexcept
    {
        if (!known_)
            reckon();
    }
    /// The earliest of this one and of those around it.
    [[nodiscard]] clock::time_point due() noexcept
    {
        find_out();
        return due_;
    }
    [[nodiscard]] bool is_earliest() noexcept
    {
        find_out();
        return earliest_;
    }

protected:
    void within(limit* around) noexcept { around_ = around; }
    [[nodiscard]] const std::optional<clock::duration>& given() const noexcept { return given_; }

private:
    void reckon() noexcept;

    clock::time_point due_; // until it is known, and if there is a duration: the coarse time of the call
    const std::optional<clock::duration> given_;
    limit* around_;
    bool known_ = false;
    bool earliest_ = true;
};

/// What a task is suspended in, through its first children: "run_concurrent > sleep". Of more than 16 of them, the first and
/// " > ...": limits may strike in each of 20,000 tasks inside each other.
[[nodiscard]] std::string where_suspended(const task&);

/// A task that is cancelled when its time has come. Lives in the parent's frame.
class deadline final : limit, timer {
public:
    /// `due` is the coarse time of the call if a duration is given. `function`, with_timeout or with_deadline, and where it
    /// was called are for the error.
    deadline(
        executor parent, clock::time_point due, const char* function, std::optional<clock::duration> given,
        std::source_location set_at) noexcept;
    ~deadline()
    {
        if (pending())
            unset();
    }

    /// Awaited at once: calls `begin`, which calls `start`. Throws nothing.
    template <class Begin>
    [[nodiscard]] auto run(Begin&& begin)
    {
        return only_.run(std::forward<Begin>(begin));
    }
    template <class T>
    void start(awaitable<T> body, result<T>& out)
    {
        inherited_ = only_.around();
        within(inherited_.deadline);
        inherited_.deadline = this;
        only_.start(std::move(body), out);
        if (only_.running() > 0)
            set();
    }

    [[nodiscard]] bool failed() const noexcept { return only_.error() != nullptr; }
    [[noreturn]] void rethrow_error(const boost::asio::cancellation_state& caller);

private:
    void fire() override;
    void abandon() noexcept override {}
    void set();
    void unset() noexcept;

    loop& owner_;
    const char* const function_;
    const std::source_location set_at_;
    inheritance inherited_;
    bool fired_ = false;
    std::string cut_off_;
    join only_;
};

} // namespace plait::detail
