#pragma once

#include <string>
#include <string_view>

namespace plait::detail {

/// Compresses bytes into what gunzip reads.
[[nodiscard]] std::string gzip(std::string_view);

} // namespace plait::detail
