#pragma once

#include <string>
#include <string_view>

namespace plait::html {

/// Text made safe to stand in an HTML element or in a quoted attribute: & < > " ' become character references.
[[nodiscard]] std::string escape(std::string_view text);

} // namespace plait::html
