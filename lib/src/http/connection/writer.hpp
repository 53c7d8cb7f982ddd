#pragma once

#include "http/connection/byte_buffer.hpp"
#include "http/socket/byte_stream.hpp"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace plait::http::detail {

/// Whether a connection's answers go out at once.
enum class writer_state : std::uint8_t { idle, waits_for_room };

/// What is to go out. Answers are written as text at once, and are not messages that a serialiser walks later. The
/// answers to requests that came together are in here together, and go out in one write.
class outgoing {
public:
    byte_buffer text;

    /// Lets a large body follow the text. The body is not copied, so it must stay where it is until all has gone out.
    void follow_with(std::string_view body) noexcept { apart_ = body; }
    [[nodiscard]] bool has_body_apart() const noexcept { return !apart_.empty(); }

    [[nodiscard]] bool empty() const noexcept { return text.empty() && apart_.empty(); }
    [[nodiscard]] byte_stream::pieces pieces() const noexcept
    {
        const std::string_view first = text.bytes();
        return {boost::asio::buffer(first.data(), first.size()), boost::asio::buffer(apart_.data(), apart_.size())};
    }
    /// Drops bytes at the front, which have gone out.
    void sent(std::size_t count) noexcept
    {
        if (apart_.empty()) [[likely]]
            return text.consume(count);
        const std::size_t of_text = std::min(count, text.size());
        text.consume(of_text);
        apart_.remove_prefix(count - of_text);
    }
    void clear() noexcept
    {
        text.shrink();
        apart_ = {};
    }

private:
    std::string_view apart_;
};

} // namespace plait::http::detail
