#pragma once

#include <plait/http/method.hpp>

#include <string_view>

namespace plait::http::detail {

/// What a target names; a part that it does not have is empty.
struct target_parts {
    std::string_view authority; // of a whole URL
    std::string_view path;
    std::string_view query;
    bool is_https = false;
};

/// Splits a target of one of the four forms of RFC 9112 section 3.2: "/path?query"; "http://authority/path?query", or
/// https; "authority" for CONNECT alone, and nothing else for it; "*" for OPTIONS alone.
///
/// False if it is none, or has a character or, in its path, a percent-encoding that RFC 3986 does not know. What is sent
/// all the same is let through: browsers write [ ] | ^ in a path; in a query they, and programs, write every byte but control
/// characters, the space and #, and a % that is no percent-encoding.
[[nodiscard]] bool split_target(method, std::string_view target, target_parts& into) noexcept;

/// Whether a target may begin so. Also true of some that it cannot: the authority of a URL, and which methods have an
/// asterisk, are looked at when it is whole.
[[nodiscard]] bool may_begin_target(method, std::string_view begun) noexcept;

/// Whether that is a host that is not empty, with or without a port: what a Host field and a URL hold.
[[nodiscard]] bool is_authority(std::string_view text) noexcept;

} // namespace plait::http::detail
