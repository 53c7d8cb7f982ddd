#pragma once

#include "http/socket/byte_stream.hpp"
#include <plait/clock.hpp>
#include <plait/http/request_end.hpp>
#include <plait/http/status.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace plait::http::detail {

/// A stream of a server that has an `on_request_end`: it counts what goes over the stream, and keeps what is to be said
/// of the present request. So a server without such a function has none of that, in memory or in instructions.
///
/// This layer and the stream below it are in the connection's block of memory. It destroys the stream below.
class counted_stream final : public byte_stream {
public:
    explicit counted_stream(byte_stream& below) noexcept : byte_stream(below.peer()), below_(below) {}
    counted_stream(const counted_stream&) = delete;
    counted_stream& operator=(const counted_stream&) = delete;
    ~counted_stream() override { std::destroy_at(&below_); }

    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed) override;
    std::size_t write_some(const pieces& from, error_code& failed) override;
    void wait_to_read(user& told) override { below_.wait_to_read(told); }
    void write_rest(const pieces& from, user& told) override { below_.write_rest(from, told); }
    [[nodiscard]] error_code send_file(file_range& from, user& told) override { return below_.send_file(from, told); }
    [[nodiscard]] bool has_left(bool half_is_enough) noexcept override { return below_.has_left(half_is_enough); }
    void shut_down_sending() noexcept override { below_.shut_down_sending(); }
    void reset_at_close(bool on) noexcept override { below_.reset_at_close(on); }
    void close() noexcept override { below_.close(); }

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
    byte_stream& below_;
    account present_;
    std::uint64_t received_ = 0;
    std::uint64_t received_before_ = 0; // the present request began
    std::uint64_t sent_ = 0;
    std::uint64_t sent_before_ = 0;
    stage stage_ = stage::none;
    bool failed_ = false;
};

} // namespace plait::http::detail
