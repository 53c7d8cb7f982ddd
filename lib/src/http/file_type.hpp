#pragma once

#include <plait/http/detail/token.hpp>
#include <plait/http/response.hpp>

#include <string_view>

namespace plait::http::detail {

/// The Content-Type of a file of that name, by its ending: texts are UTF-8, and an ending that is not known is
/// application/octet-stream.
[[nodiscard]] constant_text file_type_of(std::string_view file_name) noexcept;

} // namespace plait::http::detail
