#pragma once

#include <string_view>

namespace plait::detail {

/// Whether a function belongs to plait, to what it stands on (Asio, the C++ library, the threads of the C library), or
/// to the user. It is told by the namespace. Where the name has none, as debug information may leave it out, it is told
/// by the source file.
[[nodiscard]] bool belongs_to_user(std::string_view readable_name, std::string_view file) noexcept;

} // namespace plait::detail
