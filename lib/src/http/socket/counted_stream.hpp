#pragma once

#include "http/socket/stream_layer.hpp"
#include <plait/clock.hpp>
#include <plait/http/request_end.hpp>
#include <plait/http/status.hpp>

#include <cstddef>
#include <cstdint>

namespace plait::http::detail {

/// A stream of a server that has an `on_request_end`: it counts what goes over the stream, and keeps what is to be said
/// of the present request. So a server without such a function has none of that, in memory or in instructions.
class counted_stream final : public stream_layer {
public:
    explicit counted_stream(byte_stream& below) noexcept : stream_layer(below) {}

    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed) override;
    std::size_t write_some(const pieces& from, error_code& failed) override;
    std::size_t send_some(boost::asio::const_buffer before, file_range& from, error_code& failed) override;

    /// What is known of the request.
    struct account {
        clock::time_point began{};
        std::uint64_t bytes_in = 0;
        std::uint64_t bytes_out = 0;
        http::status answered{};
        ending why{};
    };
    enum class stage : std::uint8_t {
        none,  // no byte of a request has come
        begun, // a request has
        ends,  // it was answered, and the answer is on its way
        over,  // what comes on this connection is no request any more
    };

    [[nodiscard]] stage at() const noexcept { return stage_; }
    /// Counts bytes that went out in a wait, of which only its user hears.
    void sent(std::size_t count) noexcept { sent_ += count; }
    /// Whatever the answer is, the request has failed.
    void fails() noexcept { failed_ = true; }
    /// Nothing more will be said about the request. `unread` bytes of what was read are not the request's.
    void ends(http::status answered, ending why, std::size_t unread) noexcept;
    /// The rest of the answer is not sent. Of several reasons the first one counts.
    void cut(ending why) noexcept
    {
        if (present_.why == ending::answered || present_.why == ending::refused || present_.why == ending::upgraded)
            present_.why = why;
    }
    [[nodiscard]] account present() const noexcept;
    /// Goes on to the next request, of which there are `unread` bytes.
    void next(std::size_t unread) noexcept;
    void over() noexcept { stage_ = stage::over; }

private:
    account present_;
    std::uint64_t received_ = 0;
    std::uint64_t received_before_ = 0; // the present request began
    std::uint64_t sent_ = 0;
    std::uint64_t sent_before_ = 0;
    stage stage_ = stage::none;
    bool failed_ = false;
};

} // namespace plait::http::detail
