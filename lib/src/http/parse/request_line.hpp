#pragma once

#include "http/parse/parse_progress.hpp"
#include <plait/http/method.hpp>
#include <plait/http/status.hpp>

#include <cstddef>
#include <string_view>

namespace plait::http::detail {

inline constexpr std::size_t longest_method = 32;

/// What is to be said of a request line, from its first byte to the first one that makes it wrong.
struct judged_line {
    parse_progress made =
        parse_progress::more; // done: it has come whole, and its version is HTTP/1.0 or later, but not 2
    http::status refusal = status{};
    std::string_view method; // once it is known to end, also of a line that is refused
    std::string_view target;
    std::size_t size = 0; // with its line break
};

/// Judges the line that the bytes begin with, for what Beast does not take or has not seen the end of: it knows no
/// HTTP/1.2, and waits for eight bytes of a version whose first one is wrong. However the bytes come, the answer is the
/// same.
[[nodiscard]] judged_line judge_line(std::string_view bytes, std::size_t longest_target) noexcept;

[[nodiscard]] http::method method_of(std::string_view name) noexcept;

} // namespace plait::http::detail
