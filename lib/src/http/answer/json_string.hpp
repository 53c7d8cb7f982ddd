#pragma once

#include <string>
#include <string_view>

namespace plait::http::detail {

/// Appends the text as a string of JSON, with its quotes. Bytes that are no UTF-8 become U+FFFD, as JSON is UTF-8.
void append_json_string(std::string& out, std::string_view text);

} // namespace plait::http::detail
