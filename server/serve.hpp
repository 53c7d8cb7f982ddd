#pragma once

#include "options.hpp"
#include "routes/routes.hpp"

#include <functional>

/// Serves the router that `make` returns until a signal stops the program, and logs.
///
/// Returns: the program's exit status: 0; 1 if it could not listen; 66 if the build has a race detector, and that has
///   found a race. Go's race detector uses the same number.
[[nodiscard]] int serve(const options& chosen, const std::function<plait::http::router(site&)>& make);
