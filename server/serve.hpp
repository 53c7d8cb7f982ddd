#pragma once

#include "options.hpp"
#include "routes/routes.hpp"

#include <functional>

/// Serves what `make` makes until it is told to stop, and logs.
///
/// Returns: the program's exit status: 0; 1 if it could not listen; 66 if the build has a race detector, and that found
///   one. Go's has the same number for that.
[[nodiscard]] int serve(const options& chosen, const std::function<plait::http::router(site&)>& make);
