#pragma once

namespace plait::http {

/// The route of the request that the running code works for: the pattern as the router was given it, "/users/{id:int}".
///
///     if (const char* route = http::current_route()) log_line(route, what);
///
/// It is meant for logs, and for tools that interrupt whatever runs: a profiler, a sanitizer's report, a handler of a signal.
///
/// Returns: the pattern; null where no server's request is being handled: outside of one, in the work that goes on behind
///   an answer (`request::background`), and in a test that calls the router itself.
///
/// Lifetime: the router's. Inside of a handler it may be kept until that has finished.
///
/// Threads: any. All tasks that a handler starts have its route, on whichever loop, and so do functions that they call in a
///   pool with `blocking`. What `guarded` runs may be run by another request's task, whose route it has then.
///
/// Cost: three loads, and two stores for each request. It allocates nothing, takes no lock, is safe in a handler of a
///   signal, and is not instrumented by a sanitizer.
[[nodiscard]] const char* current_route() noexcept;

} // namespace plait::http
