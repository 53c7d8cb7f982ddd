#pragma once

#include "observe/race_description.hpp"

#include <string_view>
#include <vector>

namespace plait::detail {

/// "ThreadSanitizer, clang 19"; empty: this build has no detector.
[[nodiscard]] std::string_view race_detector_name();

/// Appends what an address in a stack stands for: several functions, if each was inlined into the next.
void append_frames(void* address, std::vector<race_frame>& to);

} // namespace plait::detail
