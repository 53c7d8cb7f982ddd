#pragma once

#include <cstdint>

namespace plait::http::detail {

/// How the handler of a connection's request goes, and what its end means for the client.
class handler_run {
public:
    enum class state : std::uint8_t {
        none,
        runs,
        answered,
        failed,    // it threw
        destroyed, // it was, before it had ended, as its loop goes away
    };
    /// Why the handler was cancelled.
    enum class cut : std::uint8_t { none, deadline, client, server };

    void begins() noexcept
    {
        state_ = state::runs;
        cut_ = cut::none;
    }
    void ends(state how) noexcept { state_ = how; }
    /// The handler is cancelled. Of several reasons the first one counts.
    void cut_off(cut why) noexcept
    {
        if (cut_ == cut::none)
            cut_ = why;
    }

    [[nodiscard]] state at() const noexcept { return state_; }
    [[nodiscard]] bool runs() const noexcept { return state_ == state::runs; }
    [[nodiscard]] bool answered() const noexcept { return state_ == state::answered; }
    [[nodiscard]] cut cut_by() const noexcept { return cut_; }

    enum class verdict : std::uint8_t {
        answer,         // the client gets the handler's answer
        answer_failure, // the client is answered as the exception says
        unavailable,    // the client is answered 503, and the connection ends
        close,          // there is nobody to answer, or there is no time for it
        vanish,         // the loop goes away, and the connection with it
    };
    /// What the end of the handler means. `obeyed` is true if the exception says that the handler was cancelled.
    [[nodiscard]] verdict judged(bool obeyed) const noexcept
    {
        switch (state_) {
        case state::answered: // a handler that was cancelled is heard all the same, if there is a client
            return cut_ == cut::client ? verdict::close : verdict::answer;
        case state::failed:
            if (cut_ == cut::none || !obeyed)
                return verdict::answer_failure;
            return cut_ == cut::deadline ? verdict::unavailable : verdict::close;
        default:
            return verdict::vanish;
        }
    }

    enum class step : std::uint8_t { look_for_client, cut_off, give_up, none };
    /// What to do with a handler that runs when the connection's timer has fired. `due` is true if the time for its
    /// answer is over.
    [[nodiscard]] step timer_fired(bool due) const noexcept
    {
        switch (cut_) {
        case cut::none:
            return due ? step::cut_off : step::look_for_client;
        case cut::deadline: // the handler has had a moment to end
            return step::give_up;
        default:
            return step::none;
        }
    }

private:
    state state_ = state::none;
    cut cut_ = cut::none;
};

} // namespace plait::http::detail
