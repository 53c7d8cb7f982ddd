#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace plait::http::detail {

/// The hash of a text, of 128 bits: MurmurHash3_x64_128 with the seed 0. It is good at telling texts apart, but who chooses
/// texts can make two that have the same one.
[[nodiscard]] std::array<std::uint64_t, 2> body_hash(std::string_view text) noexcept;

} // namespace plait::http::detail
