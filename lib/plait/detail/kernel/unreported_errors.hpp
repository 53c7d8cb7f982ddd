#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <exception>
#include <string_view>

namespace plait::detail {

/// Hands an error that reaches no caller to the handler of `on_dropped_error`.
void report_unreported(std::string_view where, const std::exception_ptr&) noexcept;

[[nodiscard]] bool is_cancellation(const std::exception_ptr&) noexcept;

} // namespace plait::detail
