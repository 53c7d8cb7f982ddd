#pragma once

#include "http/socket/byte_stream.hpp"

#include <memory>

namespace plait::http::detail {

/// A stream on top of another one, to which it hands on all that a layer does not do itself. The layer and the stream below
/// it are in the connection's block of memory. The layer destroys the stream below.
class stream_layer : public byte_stream {
public:
    stream_layer(const stream_layer&) = delete;
    stream_layer& operator=(const stream_layer&) = delete;
    ~stream_layer() override { std::destroy_at(&below_); }

    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed) override
    {
        return below_.read_some(to, failed);
    }
    std::size_t write_some(const pieces& from, error_code& failed) override { return below_.write_some(from, failed); }
    void wait_to_read(user& told) override { below_.wait_to_read(told); }
    void write_rest(const pieces& from, user& told) override { below_.write_rest(from, told); }
    std::size_t send_some(boost::asio::const_buffer before, file_range& from, error_code& failed) override
    {
        return below_.send_some(before, from, failed);
    }
    [[nodiscard]] error_code send_file(file_range& from, user& told) override { return below_.send_file(from, told); }
    [[nodiscard]] bool has_left(bool half_is_enough) noexcept override { return below_.has_left(half_is_enough); }
    void shut_down_sending() noexcept override { below_.shut_down_sending(); }
    void reset_at_close(bool on) noexcept override { below_.reset_at_close(on); }
    void close() noexcept override { below_.close(); }

protected:
    explicit stream_layer(byte_stream& below) noexcept : byte_stream(below.peer()), below_(below) {}

    byte_stream& below_;
};

} // namespace plait::http::detail
