#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// Base64 with - and _, and without padding (RFC 4648 section 5).
[[nodiscard]] std::string base64url(std::string_view bytes);

/// Returns none unless the text is what `base64url` gives for some bytes.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

} // namespace plait::http::detail
