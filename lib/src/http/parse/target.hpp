#pragma once

#include <plait/http/method.hpp>

#include <string_view>

namespace plait::http::detail {

/// The parts of a target. A part that the target does not have is empty.
struct target_parts {
    std::string_view authority; // only a whole URL has one
    std::string_view path;
    std::string_view query;
    bool is_https = false;
};

/// Splits a target of one of the four forms of RFC 9112 section 3.2:
///
/// - "/path?query";
/// - "http://authority/path?query", or the same with https;
/// - "authority", which is the only form for CONNECT, and for no other method;
/// - "*", for OPTIONS only.
///
/// Returns false if the target has none of these forms, if it has a character that RFC 3986 does not allow, or if its
/// path has a % that is no percent-encoding. Some targets that RFC 3986 does not allow are let through, because clients
/// send them: browsers write [ ] | ^ in a path. In a query, browsers and programs write every byte except control
/// characters, the space and #; they also write a % that is no percent-encoding.
[[nodiscard]] bool split_target(method, std::string_view target, target_parts& into) noexcept;

/// Whether a target may begin so. This is also true of some beginnings that no target has: the authority of a URL is
/// checked when the target is whole, and so is whether the method may have an asterisk.
[[nodiscard]] bool may_begin_target(method, std::string_view begun) noexcept;

/// Whether the text is an authority, as a Host field and a URL hold it: a host that is not empty, with or without a
/// port.
[[nodiscard]] bool is_authority(std::string_view text) noexcept;

} // namespace plait::http::detail
