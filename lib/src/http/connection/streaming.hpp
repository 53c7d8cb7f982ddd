#pragma once

#include "http/connection/byte_buffer.hpp"
#include <plait/clock.hpp>
#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/join/deadline.hpp>
#include <plait/http/body_reader.hpp>
#include <plait/http/detail/body_sink.hpp>
#include <plait/http/detail/body_source.hpp>
#include <plait/http/detail/streamed_body.hpp>
#include <plait/http/status.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace plait::http::detail {

class connection;

/// A body that comes while its handler runs. It knows what the handler asks for and what has come, but the connection
/// reads.
class incoming_body final : public body_source {
public:
    incoming_body(connection& from, std::string& piece, std::size_t left) noexcept
        : from_(from), piece_(piece), left_(left)
    {
    }

    void ask() override; // lets the connection go on
    void gives_up() override;
    [[nodiscard]] std::optional<std::string_view> take() override;

    [[nodiscard]] bool is_awaited() const noexcept { return awaited_; }
    /// Whether the handler has asked before the present wait. From now on it has.
    [[nodiscard]] bool was_asked_for_before() noexcept { return std::exchange(asked_for_, true); }
    /// Whether no more comes, as the end has come, or it cannot come.
    [[nodiscard]] bool is_over() const noexcept { return whole_ || closed_ || failed_ != status{}; }
    [[nodiscard]] bool is_whole() const noexcept { return whole_; }

    // What the connection does
    [[nodiscard]] std::string& piece() noexcept { return piece_; }
    [[nodiscard]] std::size_t left() const noexcept { return left_; } // of a body of known length
    void came(std::size_t count) noexcept                             // of a body of known length
    {
        left_ -= count;
        whole_ = left_ == 0;
    }
    void ends() noexcept { whole_ = true; }
    void fails(status why) noexcept { failed_ = why; }
    void closes() noexcept { closed_ = true; } // the handler has returned, and what is left is dropped
    void answer();                             // lets the handler have what has come

    clock::time_point waits_since{}; // when the handler began to wait for the present piece
    clock::duration waited{};        // for the pieces before it
    clock::time_point ends_by{};     // when the present wait is too long

private:
    connection& from_;
    std::string& piece_;
    std::size_t left_;
    bool awaited_ = false;
    bool untaken_ = false; // something has come that the handler has not taken
    bool asked_for_ = false;
    bool whole_ = false;
    bool closed_ = false;
    status failed_{};
};

/// What a handler reads the body with.
struct body_reading {
    std::optional<incoming_body> in; // none if the body has come with the head
    std::optional<body_reader> reader;
};

/// The body of an answer that is written while it is sent. What is written is gathered here, and goes out as one chunk
/// when nothing of it is on its way any more.
class outgoing_body final : public body_sink, private plait::detail::timer {
public:
    outgoing_body(
        connection& of, plait::detail::loop& owner, bool chunked, std::shared_ptr<streamed_body> written) noexcept
        : of_(of), owner_(owner), callable_(std::move(written)), chunked_(chunked)
    {
    }
    ~outgoing_body() { owner_.remove(*this); }

    void append(std::string_view piece) override;
    [[nodiscard]] bool full() const noexcept override { return !stopped_ && written_.size() >= most_queued; }
    [[nodiscard]] bool empty() const noexcept override { return stopped_ || (written_.empty() && !sending_); }
    [[nodiscard]] streamed_body& callable() noexcept { return *callable_; }
    /// Calls the callable.
    [[nodiscard]] awaitable<void> begins()
    {
        coding_ = callable_->coding();
        return callable_->write(*this);
    }
    /// Nothing goes out any more: who waits for that goes on.
    void stops();
    [[nodiscard]] bool is_stopped() const noexcept override { return stopped_; }
    /// Whether the task of the body was destroyed before its end, as its loop goes away.
    [[nodiscard]] bool was_destroyed() const noexcept { return !ended_ && !result.has_value(); }

    /// Puts what was written on its way, behind `to`. It is called when nothing is on its way.
    void take(bool last, clock::time_point now, byte_buffer& to);
    /// Whether the end of the body is the end of the connection, so that a client cannot tell a body that was cut off.
    [[nodiscard]] bool ends_with_connection() const noexcept { return !chunked_; }
    /// Whether there is something to take. If nothing more will be written, the end is, too.
    [[nodiscard]] bool has_more(bool last) const noexcept { return !written_.empty() || (last && !ended_); }
    void has_sent();
    void has_no_body() noexcept { ended_ = true; }
    /// Counts the time to the next sign of life from now on.
    void beats(clock::time_point now) noexcept
    {
        if (callable_->heartbeat > clock::duration::zero())
            heartbeat = plait::detail::later(now, callable_->heartbeat);
    }
    /// Sets the time when all of it must be over. The result is for its task.
    [[nodiscard]] plait::detail::limit& limited(clock::time_point by, plait::detail::limit* around)
    {
        due = by;
        return *(limit_ = std::make_unique<plait::detail::limit>(by, std::nullopt, around));
    }

    clock::time_point due = clock::time_point::max();       // when all of it must be over
    clock::time_point heartbeat = clock::time_point::max(); // when a sign of life is due
    plait::detail::result<void> result;
    bool keeps_alive = false;

private:
    static constexpr std::size_t most_queued = 64 * 1024;
    static constexpr std::size_t at_once = 16 * 1024;

    void fire() override;
    void abandon() noexcept override {}

    connection& of_;
    plait::detail::loop& owner_;
    const std::shared_ptr<streamed_body> callable_;
    std::unique_ptr<body_coding> coding_; // null: what was written goes out as it is
    std::string written_;
    std::unique_ptr<plait::detail::limit> limit_;
    const bool chunked_;
    bool sending_ = false; // something is on its way
    bool ended_ = false;
    bool stopped_ = false;
};

} // namespace plait::http::detail
