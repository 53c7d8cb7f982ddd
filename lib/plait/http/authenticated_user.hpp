#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <string>

namespace plait::http {

/// Returns the name of the user for whom the running handler works, as `basic_auth` has checked it; null outside of it.
///
///     const std::string& name = *authenticated_user();
///
/// Lifetime: until the handler has finished.
///
/// Threads: any. All tasks that the handler starts have its user.
///
/// Cost: one pointer is read for each context value that is set further in (`context_value`).
[[nodiscard]] const std::string* authenticated_user() noexcept;

} // namespace plait::http
