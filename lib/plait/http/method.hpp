#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <cstdint>
#include <string_view>

namespace plait::http {

/// The request methods of RFC 9110 section 9 and RFC 5789. Any other method is `unknown`; the server answers it with
/// 501.
enum class method : std::uint8_t { get, head, post, put, delete_, connect, options, trace, patch, unknown };

/// Returns the method's name, such as "GET"; "" for `unknown`.
///
/// Threads: any.
///
/// Cost: 2 ns (`bench_http`).
[[nodiscard]] std::string_view to_string(method) noexcept;

} // namespace plait::http
