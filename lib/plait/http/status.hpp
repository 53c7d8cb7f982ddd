#pragma once

#include <cstdint>
#include <string_view>

namespace plait::http {

/// Status codes (RFC 9110 section 15). Others may be cast in: `static_cast<status>(299)`.
enum class status : std::uint16_t {
    ok = 200,
    created = 201,
    accepted = 202,
    no_content = 204,
    partial_content = 206,
    moved_permanently = 301,
    found = 302,
    see_other = 303,
    not_modified = 304,
    temporary_redirect = 307,
    permanent_redirect = 308,
    bad_request = 400,
    unauthorized = 401,
    forbidden = 403,
    not_found = 404,
    method_not_allowed = 405,
    request_timeout = 408,
    conflict = 409,
    gone = 410,
    payload_too_large = 413,
    uri_too_long = 414,
    unsupported_media_type = 415,
    unprocessable_content = 422,
    too_many_requests = 429,
    request_header_fields_too_large = 431,
    internal_server_error = 500,
    not_implemented = 501,
    bad_gateway = 502,
    service_unavailable = 503,
    gateway_timeout = 504,
    http_version_not_supported = 505,
};

/// "Not Found"; "" for a code without a registered phrase.
///
/// Threads: any.
///
/// Cost: 2 ns (`bench_http`).
[[nodiscard]] std::string_view reason(status) noexcept;

} // namespace plait::http
