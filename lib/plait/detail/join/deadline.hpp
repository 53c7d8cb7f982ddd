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
/// A task that is ready at once needs no limit, and reading the clock would be a quarter of the cost of giving it one.
/// So a limit with a duration first keeps only the coarse time of the call. The clock is read when somebody wants to
/// know the limit: at the latest when the task suspends, as it can be cut off only from then on. The duration is
/// counted from that reading, or from the latest time at which the call can have been, if that is earlier. So a limit
/// never strikes early.
class limit {
public:
    limit(clock::time_point due, std::optional<clock::duration> given, limit* around) noexcept
        : due_(due), given_(given), around_(around)
    {
    }

    /// Reads the clock, if the time is not known yet. Until it is known this must be called on the loop that made the
    /// limit.
    void find_out() noexcept
    {
        if (!known_)
            reckon();
    }
    /// The earliest of the times of this limit and of those around it.
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

    clock::time_point due_; // with a duration, and until the limit is known: the coarse time of the call
    const std::optional<clock::duration> given_;
    limit* around_;
    bool known_ = false;
    bool earliest_ = true;
};

/// The functions that a task is suspended in, from the task through its first children: "run_concurrent > sleep". The
/// text names at most 16 functions and then ends with " > ...", as limits may strike in each of 20,000 tasks inside
/// each other.
[[nodiscard]] std::string where_suspended(const task&);

/// A task that is cancelled when its time has come. A deadline lives in the parent's frame.
class deadline final : limit, timer {
public:
    /// `due` is the coarse time of the call if a duration is given. `function` (with_timeout or with_deadline) and
    /// `set_at` (where it was called) are for the text of the error.
    deadline(
        executor parent, clock::time_point due, const char* function, std::optional<clock::duration> given,
        std::source_location set_at) noexcept;
    ~deadline()
    {
        if (pending())
            unset();
    }

    /// The result is awaited at once. It calls `begin`, which calls `start`. It throws nothing.
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
