#pragma once

#include "http/connection/byte_buffer.hpp"
#include <plait/http/response.hpp>

#include <cstdint>
#include <string_view>

namespace plait::http::detail {

/// How an answer goes out on its connection.
struct reply_frame {
    std::string_view date;
    bool keep_alive = true;
    bool http_1_0 = false; // whether the request is HTTP/1.0, to which keep-alive is to be said
    bool head_only = false;
};

/// Whether an answer may have that status. A status of 100 to 199 is sent ahead of an answer, and numbers outside of
/// 100 to 599 have not three digits, or no meaning.
[[nodiscard]] constexpr bool is_final(status value) noexcept
{
    return static_cast<unsigned>(value) >= 200 && static_cast<unsigned>(value) <= 599;
}

/// Whether an answer of that status may have a body.
[[nodiscard]] constexpr bool may_have_body(status value) noexcept
{
    return value != status::no_content && value != status::reset_content && value != status::not_modified;
}

/// Whether the answer's body is to be sent after its head.
[[nodiscard]] inline bool sends_body(const response& answer, const reply_frame& frame) noexcept
{
    return !frame.head_only && may_have_body(answer.status());
}

/// Appends the answer's head: text at once, not a message object that a serialiser walks later.
void append_head(byte_buffer& out, const response&, const reply_frame&);

/// Appends the head of an answer whose body is streamed: in chunks, or, for HTTP/1.0, up to the connection's end.
void append_stream_head(byte_buffer& out, const response&, const reply_frame&);

/// Appends the head of an answer whose body has so many bytes and is sent from a file.
void append_file_head(byte_buffer& out, const response&, const reply_frame&, std::uint64_t size);

/// Whether another protocol may follow an answer of that status: it is 101, or one of 200 to 299.
[[nodiscard]] constexpr bool may_upgrade(status value) noexcept
{
    return value == status::switching_protocols
           || (static_cast<unsigned>(value) >= 200 && static_cast<unsigned>(value) <= 299);
}

/// Appends the head of an answer that another protocol follows. Such an answer has no body, and no fields that say
/// where it ends (RFC 9110 sections 9.3.6 and 15.2.2).
void append_upgrade_head(byte_buffer& out, const response&, std::string_view date);

} // namespace plait::http::detail
