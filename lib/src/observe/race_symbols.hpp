#pragma once

#include "observe/race_description.hpp"

#include <string_view>
#include <vector>

namespace plait::detail {

/// Returns the detector's name, such as "ThreadSanitizer, clang 19"; an empty text if this build has none.
[[nodiscard]] std::string_view race_detector_name();

/// Appends the functions for which an address in a stack stands. There are several if each was inlined into the next.
void append_frames(void* address, std::vector<race_frame>& to);

} // namespace plait::detail
