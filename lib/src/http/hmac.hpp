#pragma once

#include <array>
#include <string_view>

namespace plait::http::detail {

using mac = std::array<unsigned char, 32>;

/// Throws `std::logic_error` if this library was built without OpenSSL, which the other functions need.
void require_hmac();

/// HMAC-SHA-256 (RFC 2104).
[[nodiscard]] mac hmac_sha256(std::string_view key, std::string_view text);

/// Compares in a time that does not depend on where the two differ, so that a client cannot find out a signature byte by
/// byte.
[[nodiscard]] bool same_mac(const mac& a, const mac& b) noexcept;

} // namespace plait::http::detail
