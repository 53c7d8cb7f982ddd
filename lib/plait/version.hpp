#pragma once

namespace plait {

inline constexpr const char* version = "0.1.0";

} // namespace plait
