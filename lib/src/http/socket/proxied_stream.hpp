#pragma once

#include "http/socket/stream_layer.hpp"

#include <string>

namespace plait::http::detail {

/// The stream of a client that a proxy has connected to us. It begins with a header of the PROXY protocol, which this
/// layer swallows. `peer` is the client that the header names as soon as bytes behind the header were read. If
/// something else comes than such a header, that is a read error.
class proxied_stream final : public stream_layer {
public:
    explicit proxied_stream(byte_stream& below) noexcept : stream_layer(below) {}

    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed) override;

private:
    enum class header : unsigned char { due, swallowed, refused };

    std::string come_; // the bytes of the header that have come, while it is due
    header header_ = header::due;
};

} // namespace plait::http::detail
