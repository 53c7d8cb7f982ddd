#pragma once

#include <plait/http/method.hpp>
#include <plait/http/request.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace plait::http::detail {

/// What tells one state of a representation from another (RFC 9110 section 8.8).
struct validators {
    std::string_view etag;                            // as its field has it: `"x"`, or `W/"x"`; empty if there is none
    std::optional<std::chrono::sys_seconds> modified; // what Last-Modified says
};

enum class precondition : std::uint8_t {
    met,          // go on
    not_modified, // answer 304
    failed,       // answer 412
};

/// Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since of a request in the order of RFC 9110
/// section 13.2.2, for a representation that exists. Call it only for an answer that would be a success.
[[nodiscard]] precondition evaluate(method, std::span<const field>, const validators&) noexcept;

/// Whether the field Range counts: there is no If-Range, or the client has a part of this very state. That takes a strong
/// ETag, or the date of Last-Modified.
[[nodiscard]] bool range_counts(std::span<const field>, const validators&) noexcept;

/// Whether the text is an ETag, weak or strong.
[[nodiscard]] bool is_etag(std::string_view text) noexcept;

/// Whether two ETags stand for representations that are byte for byte the same.
[[nodiscard]] bool same_strongly(std::string_view one, std::string_view other) noexcept;
/// Whether two ETags stand for representations that may replace each other.
[[nodiscard]] bool same_weakly(std::string_view one, std::string_view other) noexcept;

} // namespace plait::http::detail
