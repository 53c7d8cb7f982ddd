#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace plait::http::detail {

/// A secret that a hash is made with.
using hash_key = std::array<std::uint64_t, 2>;

/// Draws one of `std::random_device`.
[[nodiscard]] hash_key random_hash_key();

/// The hash of a text: SipHash-2-4 (Aumasson and Bernstein, 2012). Who does not know the key cannot choose texts that
/// have the same hash, or neighbouring ones.
[[nodiscard]] std::uint64_t keyed_hash(std::string_view text, const hash_key&) noexcept;

} // namespace plait::http::detail
