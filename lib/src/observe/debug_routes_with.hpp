#pragma once

#include "observe/profiles.hpp"
#include <plait/observe/debug_routes.hpp>

namespace plait::detail {

/// Does what `debug_routes` does, with these makers. A test gives its own.
void debug_routes_with(profile_makers, http::router&, const debug_options&);

} // namespace plait::detail
