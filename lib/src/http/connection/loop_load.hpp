#pragma once

#include "http/connection/standing_queue.hpp"
#include "http/connection/waiting_line.hpp"
#include <plait/clock.hpp>
#include <plait/executor.hpp>
#include <plait/http/server_load.hpp>
#include <plait/http/server_options.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

namespace plait::http::detail {

/// How long requests wait for their loop, and what is done about it.
///
/// A loop asks the kernel what has come, and then serves that, one after the other: that is a turn. What comes meanwhile
/// waits in the kernel for the next turn. So a request waits for as long as a turn takes, and the length of turns is
/// the queue. The wait of a turn that has served one connection only is 0: nobody stood in a line. So is that of a loop
/// that has found nothing to do.
///
/// A turn is watched every few milliseconds, as long as turns are short, and each turn when they are not. A watched turn
/// costs a function that is posted to the loop: Asio asks the kernel before it runs what was posted. An unwatched
/// request costs a comparison.
///
/// While the loop is overloaded, requests are read and wait in a line, and a few of them get their turns between two
/// questions to the kernel.
class loop_load {
public:
    /// Refusing costs 4 to 12 us, too. Where requests do not take several times that, it would make no room.
    static constexpr std::chrono::microseconds least_worth{50};

    loop_load(executor here, const server_options&);
    loop_load(const loop_load&) = delete;
    loop_load& operator=(const loop_load&) = delete;
    ~loop_load();

    /// Makes the loop overloaded. In virtual time, where computing takes no time, nothing is watched, and a test calls this.
    void overload() noexcept;

    /// Requests that begin from then on are to be told by `comes`.
    [[nodiscard]] clock::time_point looks_from() const noexcept { return looks_from_; }

    /// A connection has a request. Returns true if that is to be added to the line.
    [[nodiscard]] bool comes(const void* connection, clock::time_point now) noexcept;
    void wait(waiting_request& added) noexcept { line_.add(added); }

    /// Takes one of the places for requests in flight. Returns false if there is none; true if there is no limit.
    [[nodiscard]] bool take_place(bool& taken) noexcept;
    void give_back_place() noexcept;

    enum class reason { waited, no_place };
    /// Counts a request that is refused.
    void refuses(reason) noexcept;

private:
    void watch() noexcept;
    void rest() noexcept;
    [[nodiscard]] bool post_end();
    void turn_ends();
    void measure(clock::time_point now, bool full) noexcept;
    void serve_line(bool is_behind, bool all);
    void tell_overload(clock::time_point now) noexcept;
    void tell_limit() noexcept;
    template <class Text>
    void tell(std::atomic<clock::rep>& told_until, clock::time_point now, Text text) noexcept;

    const server_options& options_;
    const executor here_;
    server_load load_;
    standing_queue queue_;
    waiting_line line_;
    std::shared_ptr<loop_load*> self_; // null in the functions that are posted, once this has gone
    clock::time_point looks_from_;

    // The present turn, if it is watched
    bool watched_ = false;
    bool watches_;
    clock::time_point began_{};          // when the kernel was asked
    clock::time_point nothing_before_{}; // nothing that is served in this turn had come before
    const void* last_ = nullptr;
    std::size_t connections_ = 0;
};

} // namespace plait::http::detail
