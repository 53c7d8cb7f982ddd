#pragma once

#include <cstdint>

namespace plait::http::detail {

/// Where a connection is between accept and close.
class life {
public:
    enum class state : std::uint8_t {
        serving,
        ending,    // what is written goes out; no more is served
        lingering, // the client may not have read its answer yet
        closed,    // waits for the end of what still runs
    };

    [[nodiscard]] state at() const noexcept { return state_; }
    [[nodiscard]] bool serves() const noexcept { return state_ == state::serving; }

    /// A request is answered. `unread`: there may be input that has not been read, which would reset the connection if it were
    /// closed now.
    void answered(bool keeps_alive, bool unread) noexcept
    {
        state_ = keeps_alive ? state::serving : state::ending;
        lingers_ = unread;
    }
    /// The client was told that no more is served, with a request half read.
    void refused() noexcept
    {
        state_ = state::ending;
        lingers_ = true;
    }
    /// No request follows. `waited`: the client has had its time to read the last answer.
    void ends(bool waited) noexcept
    {
        state_ = state::ending;
        lingers_ = lingers_ && !waited;
    }

    /// All is out; true: it lingers now. Else it is to be closed.
    [[nodiscard]] bool lingers_after_all(bool client_sends) noexcept
    {
        if (!lingers_ || cancelled_ || !client_sends)
            return false;
        state_ = state::lingering;
        return true;
    }
    /// True for the first time.
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
    bool cancelled_ = false;
};

} // namespace plait::http::detail
