#pragma once

#include "http/socket/byte_stream.hpp"

#include <memory>
#include <string>

namespace plait::http::detail {

/// The stream of a client that a proxy has connected to us. It begins with a header of the PROXY protocol, which this
/// layer swallows. `peer` is the client that the header names as soon as bytes behind the header were read. If
/// something else comes than such a header, that is a read error.
///
/// This layer and the stream below it are in the connection's block of memory. It destroys the stream below.
class proxied_stream final : public byte_stream {
public:
    explicit proxied_stream(byte_stream& below) noexcept : byte_stream(below.peer()), below_(below) {}
    proxied_stream(const proxied_stream&) = delete;
    proxied_stream& operator=(const proxied_stream&) = delete;
    ~proxied_stream() override { std::destroy_at(&below_); }

    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed) override;
    std::size_t write_some(const pieces& from, error_code& failed) override { return below_.write_some(from, failed); }
    void wait_to_read(user& told) override { below_.wait_to_read(told); }
    void write_rest(const pieces& from, user& told) override { below_.write_rest(from, told); }
    [[nodiscard]] error_code send_file(file_range& from, user& told) override { return below_.send_file(from, told); }
    [[nodiscard]] bool has_left(bool half_is_enough) noexcept override { return below_.has_left(half_is_enough); }
    void shut_down_sending() noexcept override { below_.shut_down_sending(); }
    void reset_at_close(bool on) noexcept override { below_.reset_at_close(on); }
    void close() noexcept override { below_.close(); }

private:
    enum class header : unsigned char { due, swallowed, refused };

    byte_stream& below_;
    std::string come_; // the bytes of the header that have come, while it is due
    header header_ = header::due;
};

} // namespace plait::http::detail
