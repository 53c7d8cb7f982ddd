#pragma once

#include <cstdint>

namespace plait::http::detail {

/// Where a connection is between accept and close.
class life {
public:
    enum class state : std::uint8_t {
        serving,
        ending,    // what was written goes out, and no more requests are served
        lingering, // the client may not have read its answer yet
        upgraded,  // another protocol has the stream, or gets it now
        closed,    // the stream is closed, but a wait or a handler has not ended yet
    };

    [[nodiscard]] state at() const noexcept { return state_; }
    [[nodiscard]] bool serves() const noexcept { return state_ == state::serving; }

    /// A request was answered. `unread` says that there may be input that was not read, which would reset the
    /// connection if it were closed now.
    void answered(bool keeps_alive, bool unread) noexcept
    {
        state_ = keeps_alive ? state::serving : state::ending;
        lingers_ = unread;
    }
    /// A request was refused, of which the rest may not have been read.
    void refused() noexcept
    {
        state_ = state::ending;
        lingers_ = true;
    }
    /// A request was answered, and after the answer another protocol follows.
    void upgrades() noexcept
    {
        state_ = state::ending;
        lingers_ = false;
        upgrades_ = true;
    }
    /// No request follows. `waited` says that the client has had its time to read the last answer.
    void ends(bool waited) noexcept
    {
        state_ = state::ending;
        lingers_ = lingers_ && !waited;
    }

    /// All answers have gone out. Returns true if another protocol follows.
    [[nodiscard]] bool is_upgraded_after_all(bool client_is_gone) noexcept
    {
        if (!upgrades_ || cancelled_ || client_is_gone)
            return false;
        state_ = state::upgraded;
        return true;
    }
    /// No other protocol follows. Returns true if the connection lingers from now on; else it is to be closed.
    [[nodiscard]] bool lingers_after_all(bool client_sends) noexcept
    {
        if (!lingers_ || cancelled_ || !client_sends)
            return false;
        state_ = state::lingering;
        return true;
    }
    /// Returns true the first time only.
    [[nodiscard]] bool closes() noexcept
    {
        const bool first = state_ != state::closed;
        state_ = state::closed;
        return first;
    }

    void cancelled() noexcept { cancelled_ = true; }
    [[nodiscard]] bool is_cancelled() const noexcept { return cancelled_; }

private:
    state state_ = state::serving;
    bool lingers_ = false;
    bool upgrades_ = false;
    bool cancelled_ = false;
};

} // namespace plait::http::detail
