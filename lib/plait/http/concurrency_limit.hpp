#pragma once

#include <plait/detail/kernel/count_argument.hpp>
#include <plait/http/middleware.hpp>

#include <source_location>

namespace plait::http {

/// A middleware that lets so many requests at once pass, on all loops together. Others are answered 503, and told to come
/// again a second later: what is behind it is never asked for more than it can do. The log is not told, `access_log` is.
///
///     app.get("/report", report, route_options().use(concurrency_limit(4)));
///
/// A request counts until its answer is made; the body of a `stream` is written after that. All routes behind the same
/// middleware count together.
///
/// Errors: `std::invalid_argument` for a limit of less than 1.
///
/// Threads: any number of loops.
///
/// Cost: 60 ns, no memory (`bench_middleware`).
[[nodiscard]] middleware concurrency_limit(
    plait::detail::count_argument most, std::source_location where = std::source_location::current());

} // namespace plait::http
