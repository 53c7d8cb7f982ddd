#pragma once

#include <plait/http/middleware.hpp>

#include <source_location>

namespace plait::http {

/// A middleware that spares clients what they have already: it gives answers an ETag, and answers 304, without a body, if
/// the client has named it (If-None-Match).
///
///     app.use(compress(), etag()); // in this order, what is not sent is not compressed either
///
/// It does so for answers to GET and HEAD that are 200 and have their body in memory, and not `Cache-Control: no-store`. The
/// ETag is strong, and made from the body alone, so that all servers of one site make the same. An answer with an ETag of
/// the handler's own keeps it, and one with Last-Modified is judged by that, too, also where the body is streamed. All
/// conditions of RFC 9110 section 13 are read in their order: If-Match and If-Unmodified-Since may lead to 412.
///
/// The handler has made its answer by then: this spares the network, not the handler. It says nothing to the other methods,
/// whose work has been done by then, too: read their conditions in the handler.
///
/// The 304 has the answer's fields, but for those that describe the body.
///
/// The ETag has 128 bits of a hash that is fast and known (MurmurHash3): who chooses all of a body may make two that have the
/// same one, and so keep visitors of that page at its old state.
///
/// Errors: `http_error` with 412.
///
/// Threads: any number of loops.
///
/// Cost: 0.7 us for a body of 4 KiB, 8 us for 64 KiB; 5 blocks of memory (`bench_middleware`).
[[nodiscard]] middleware etag(std::source_location where = std::source_location::current());

} // namespace plait::http
