#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <string_view>

namespace plait::http {

/// Compares what a client gave with a secret, such as a password or a token. The time depends on the length of what was
/// given, and neither on where the two differ nor on the secret, so a client cannot find the secret letter by letter.
///
///     const bool is_ada = same_secret(name, "ada"); // not after &&, which would tell by its time which of the two fails
///     return same_secret(password, admin_password) && is_ada;
///
/// Threads: any.
///
/// Cost: 1 ns a byte, no memory.
[[nodiscard]] bool same_secret(std::string_view given, std::string_view secret) noexcept;

} // namespace plait::http
