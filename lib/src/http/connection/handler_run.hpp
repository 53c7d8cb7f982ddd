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
        destroyed, // before it had ended: its loop goes away
    };
    /// Why it was cancelled.
    enum class cut : std::uint8_t { none, deadline, client, server };

    void begins() noexcept
    {
        state_ = state::runs;
        cut_ = cut::none;
    }
    void ends(state how) noexcept { state_ = how; }
    /// The first reason is what the outcome is judged by.
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
        answer,         // as the handler did
        answer_failure, // what it threw says how
        unavailable,    // 503, and close
        close,          // nobody is there, or is to be
        vanish,         // with the loop
    };
    /// Of one that has ended. `obeyed`: what it threw says that it was cancelled.
    [[nodiscard]] verdict judged(bool obeyed) const noexcept
    {
        switch (state_) {
        case state::answered: // though it was cancelled: it is heard, if there is a client
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
    /// What to do with one that runs when its timer has fired. `due`: the time for its answer is over.
    [[nodiscard]] step timer_fired(bool due) const noexcept
    {
        switch (cut_) {
        case cut::none:
            return due ? step::cut_off : step::look_for_client;
        case cut::deadline: // it has had a moment to end
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
