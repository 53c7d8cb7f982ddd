#pragma once

#include "http/socket/byte_stream.hpp"
#include <plait/testing/memory_stream.hpp>

#include <utility>

namespace plait::testing::detail {

/// A server's end of a connection in memory.
class memory_byte_stream final : public http::detail::byte_stream {
public:
    /// The peer's address is unknown, as peers in memory have names and no addresses.
    explicit memory_byte_stream(memory_stream held) noexcept : byte_stream(http::peer_address()), held_(std::move(held))
    {
    }

    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed) override;
    std::size_t write_some(const pieces& from, error_code& failed) override;
    void wait_to_read(user& told) override;
    void write_rest(const pieces& from, user& told) override;
    [[nodiscard]] bool has_left(bool half_is_enough) noexcept override { return held_.has_left(half_is_enough); }
    void shut_down_sending() noexcept override { held_.shutdown_send(); }
    void reset_at_close(bool on) noexcept override { resets_ = on; }
    void close() noexcept override { resets_ ? held_.reset() : held_.close(); }

private:
    memory_stream held_;
    user* reads_ = nullptr; // waits for something to read; null: nobody waits
    bool resets_ = false;
};

} // namespace plait::testing::detail
