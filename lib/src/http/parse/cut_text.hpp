#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// The text; of a longer one its beginning, and "...". No character of UTF-8 is cut in two.
[[nodiscard]] std::string cut_text(std::string_view text, std::size_t most = 40);

} // namespace plait::http::detail
