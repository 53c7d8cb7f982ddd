#pragma once

#include "http/connection/byte_buffer.hpp"
#include <plait/http/response.hpp>

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

} // namespace plait::http::detail
