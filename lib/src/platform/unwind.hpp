#pragma once

#include "platform/stack_walk.hpp"

namespace plait::platform {

/// Writes down the frames of this thread below `end` (null: all), from the function to which `after` returns on: an
/// instruction there, then return addresses. It reads the tables that exceptions are thrown by, so that it finds its way
/// through code without frame pointers, too. That takes 1 us for each frame, some, and nothing of it may be done in a
/// signal handler.
[[nodiscard]] walked_stack unwind_stack(const void* after, const void* end, std::span<std::uintptr_t> to) noexcept;

} // namespace plait::platform
