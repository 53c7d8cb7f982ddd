#pragma once

#include <string>
#include <string_view>

namespace plait {

/// Returns the text made safe to stand in an HTML element or in a quoted attribute: & < > " ' become character
/// references.
///
/// Threads: may be called on any thread.
///
/// Cost: 0.5 us for 1000 bytes with nothing to escape, and 1.2 us for markup; one or two blocks of memory
///   (`bench_html_template`).
[[nodiscard]] std::string escape_html(std::string_view text);

} // namespace plait
