#pragma once

#include <plait/detail/kernel/build_flags.hpp>

namespace plait::http {

/// Returns the route of the request that the running code works for: the pattern as the router was given it, such as
/// "/users/{id:int}".
///
///     if (const char* route = http::current_route()) log_line(route, what);
///
/// It is meant for logs, and for tools that interrupt the running code: a profiler, a sanitizer's report, a signal
/// handler.
///
/// Returns: the pattern; or null where no server handles a request: outside of any handler, in work that goes on after
///   an answer (`request::background`), and in a test that calls the router itself.
///
/// Lifetime: the pattern belongs to the router. A handler may keep the pointer until it finishes.
///
/// Threads: any. All tasks that a handler starts have the handler's route, on every loop. So do the functions that
///   these tasks call in a pool with `blocking`. A function that is given to `guarded` may be run by the task of
///   another request; then it has that request's route.
///
/// Cost: three loads, and two stores for each request. It allocates nothing, takes no lock, is safe in a signal
///   handler, and is not instrumented by a sanitizer.
[[nodiscard]] const char* current_route() noexcept;

} // namespace plait::http
