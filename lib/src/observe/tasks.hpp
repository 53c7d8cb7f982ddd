#pragma once

#include "observe/profiles.hpp"
#include <plait/awaitable.hpp>

#include <string>

namespace plait::detail {

/// Lists what all tasks of all loops do now: a file for pprof; or as text, with equal tasks as one (1), or each (2).
/// Loops that do not answer within a second are listed with what their threads run, and so are functions of `blocking`.
[[nodiscard]] awaitable<std::string> take_tasks(profile_order);

} // namespace plait::detail
