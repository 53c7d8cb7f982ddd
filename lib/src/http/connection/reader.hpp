#pragma once

#include <cassert>
#include <cstdint>

namespace plait::http::detail {

/// How far a connection's next request has come, and what is known of the client's end of the stream. A reader knows
/// this, but the connection reads.
class reader {
public:
    enum class stage : std::uint8_t {
        idle,       // no byte of a request is here, and no memory is kept for one
        head,       // a part of a head is here, or is looked for
        timed_head, // the same, and the time for the whole head runs
        body,       // the rest of a body has not come
        whole,      // the whole request is here
        waits,      // a whole head is here, and the request waits for its turn
    };
    enum class client : std::uint8_t { sends, has_finished, has_gone };
    /// What a read has found of the client's end.
    enum class outcome : std::uint8_t { open, end, failure };

    [[nodiscard]] stage at() const noexcept { return stage_; }
    [[nodiscard]] bool in_head() const noexcept { return stage_ <= stage::timed_head; }
    void goes_to(stage next) noexcept { stage_ = next; }

    [[nodiscard]] client known_of() const noexcept { return client_; }
    [[nodiscard]] bool ended() const noexcept { return client_ != client::sends; }
    [[nodiscard]] bool gone() const noexcept { return client_ == client::has_gone; }

    /// Whether something may have come since the last read. Else another read would be in vain.
    [[nodiscard]] bool may_read() const noexcept { return may_read_; }
    void look_again() noexcept { may_read_ = true; }
    void has_read(outcome of) noexcept
    {
        may_read_ = false;
        if (of >= outcome::end) [[unlikely]]
            client_ = of == outcome::end ? client::has_finished : client::has_gone;
    }

    [[nodiscard]] bool waits() const noexcept { return waits_; }
    void wait_begins() noexcept
    {
        assert(!waits_);
        waits_ = true;
    }
    void wait_ends(bool failed) noexcept
    {
        assert(waits_);
        waits_ = false;
        may_read_ = true;
        if (failed) [[unlikely]]
            client_ = client::has_gone;
    }

    /// The time for what is missing is up. As it may have come in the same moment, there is one more read.
    void time_is_up() noexcept { late_ = may_read_ = true; }
    [[nodiscard]] bool late() const noexcept { return late_; }
    void in_time() noexcept { late_ = false; }

private:
    stage stage_ = stage::idle;
    client client_ = client::sends;
    bool may_read_ = true;
    bool waits_ = false;
    bool late_ = false;
};

} // namespace plait::http::detail
