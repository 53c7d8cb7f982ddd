#pragma once

#include <plait/clock.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

namespace plait::http::detail {

/// A request that waits for its turn. It leaves its list by itself when it is destroyed.
class waiting_request {
public:
    waiting_request() noexcept : next_(this), previous_(this) {}
    waiting_request(const waiting_request&) = delete;
    waiting_request& operator=(const waiting_request&) = delete;
    ~waiting_request() { leave(); }

    [[nodiscard]] bool waits() const noexcept { return next_ != this; }
    void leave() noexcept
    {
        next_->previous_ = previous_;
        previous_->next_ = next_;
        next_ = previous_ = this;
    }
    [[nodiscard]] clock::time_point came() const noexcept { return came_; }

private:
    friend class waiting_line;

    /// Goes to the end of a list, which is the place ahead of its first element `end`.
    void enter(waiting_request& end) noexcept
    {
        leave();
        previous_ = std::exchange(end.previous_, this);
        next_ = &end;
        previous_->next_ = this;
    }

    waiting_request* next_;
    waiting_request* previous_;
    clock::time_point came_{};
};

/// The requests of an overloaded loop that wait for their turn, and the order in which they get it.
///
/// The newest goes first: its client is the one who most likely still waits for it. A request that has waited for longer
/// than the target is refused. But the newest of all is never refused, however long a handler before it took: there is
/// nothing better to do.
///
/// Turns are taken in rounds, so that a loop comes to its sockets between them. A round takes a slice of time for
/// refusals, and another one for handlers, of which at least one is started. If the loop is behind with reading, so that
/// it does not know the newest, only one is.
///
/// This has no clock of its own, and does no I/O.
class waiting_line {
public:
    static constexpr std::chrono::microseconds slice{500};

    explicit waiting_line(clock::duration target) noexcept : target_(target) {}
    waiting_line(const waiting_line&) = delete;
    waiting_line& operator=(const waiting_line&) = delete;
    ~waiting_line();

    /// Adds a request. It gets a turn when it is said when it came.
    void add(waiting_request& added) noexcept { added.enter(new_); }
    /// The requests that were added since the last call came between these two times, one after the other.
    void came(clock::time_point from, clock::time_point to) noexcept;

    [[nodiscard]] bool is_empty() const noexcept { return !line_.waits() && !new_.waits(); }

    struct turn {
        waiting_request& of;
        bool starts; // otherwise it is refused
    };
    void begin_round(clock::time_point now, bool is_behind) noexcept;
    /// Takes the next request out of the line. If there is none, the round is over.
    [[nodiscard]] std::optional<turn> next(clock::time_point now) noexcept;

private:
    const clock::duration target_;
    waiting_request line_; // the oldest is the first
    waiting_request new_;
    clock::time_point refuses_until_{};
    std::optional<clock::time_point> starts_until_;
    bool is_behind_ = false;
};

} // namespace plait::http::detail
