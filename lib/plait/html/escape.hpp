#pragma once

#include <string>
#include <string_view>

namespace plait {

/// Returns the text made safe to stand in an HTML element or in a quoted attribute: & < > " ' become character
/// references.
///
/// Threads: may be called on any thread.
///
/// Cost: 1.1 to 1.6 us for 1000 bytes, with or without bytes to escape; one or two blocks of memory (`bench_http`).
[[nodiscard]] std::string escape_html(std::string_view text);

} // namespace plait
