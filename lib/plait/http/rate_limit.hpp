#pragma once

#include <plait/detail/kernel/count_argument.hpp>
#include <plait/http/middleware.hpp>

#include <functional>
#include <source_location>
#include <string>

namespace plait::http {

/// Names the client that asks (`request::client`): its address. For IPv6 it is the first half of it, as a client mostly
/// has the other half for itself.
///
/// Threads: any.
///
/// Cost: 0.15 to 0.25 us (`bench_middleware`).
[[nodiscard]] std::string per_client(const request&);

/// A middleware that lets each client make so many requests a second, and as many at once after a pause. Others are
/// answered 429, and told when to come again.
///
///     app.post("/login", login, route_options().use(rate_limit(10, per_client)));
///
/// `key` says whose requests are counted together; an empty text is not counted. All routes behind the same middleware
/// count together. It remembers 100,000 clients in up to 4 MiB, however long their keys are, and of more of them those who
/// have asked last and most.
///
/// Errors: `std::invalid_argument` for a rate that is not above zero, for one of more than a million, for a burst of less
///   than 1, and for an empty function. What `key` throws is answered as what a handler throws.
///
/// Threads: any number of loops, which share a lock for the length of a look into a table.
///
/// Cost: 0.3 us, and a block of memory for a client that was not there for a while (`bench_middleware`).
[[nodiscard]] middleware rate_limit(
    double per_second, std::function<std::string(const request&)> key,
    std::source_location where = std::source_location::current());
[[nodiscard]] middleware rate_limit(
    double per_second, std::function<std::string(const request&)> key, plait::detail::count_argument burst,
    std::source_location where = std::source_location::current());

} // namespace plait::http
