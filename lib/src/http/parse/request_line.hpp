#pragma once

#include "http/parse/parse_progress.hpp"
#include <plait/http/method.hpp>
#include <plait/http/status.hpp>

#include <cstddef>
#include <string_view>

namespace plait::http::detail {

inline constexpr std::size_t longest_method = 32;

/// What can be said of a request line, or of the part of it that has come.
struct judged_line {
    /// `done` means that the line has come whole, and that its version is HTTP/1.0 or a later HTTP/1.
    parse_progress made = parse_progress::more;
    http::status refusal = status{};
    std::string_view method; // set once the method has ended, also for a line that is refused
    std::string_view target;
    std::size_t size = 0; // the size of the line with its line break
};

/// Judges the line that the bytes begin with, if Beast does not take it, or has not seen its end. Beast knows no
/// HTTP/1.2, and it waits for all eight bytes of a version whose first byte is wrong. The answer does not depend on the
/// pieces in which the bytes come.
[[nodiscard]] judged_line judge_line(std::string_view bytes, std::size_t longest_target) noexcept;

[[nodiscard]] http::method method_of(std::string_view name) noexcept;

} // namespace plait::http::detail
