#pragma once

#include <plait/http/request_end.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace plait::http {

enum class access_log_format : std::uint8_t {
    fields, ///< A line of `plait::log`, of the level `info`: whatever sink the program has set.
    json,   ///< A line of JSON on standard error.
};

/// Returns a function for `server_options::on_request_end` that logs each request when it has ended.
///
///     co_await serve(app, server_options().on_request_end(access_log()));
///
/// Both formats have the same members: the client (which a trusted proxy names), the method, the target, the route, the
/// status (0 if no answer was begun), the milliseconds, the bytes in and out, why it ended if it was not answered
/// (`ending`), the referrer and the user agent if the client gave them, the request's number, and its identity if
/// `request_id` gave it one. JSON has the time, too, which a line of `plait::log` has anyhow. What clients have sent is
/// escaped, and cut at 1 KiB. It is no middleware, as it tells of the whole answer, and of requests that no handler saw.
///
/// A line that nobody takes in time is dropped, as `plait::log` does it: no reader of a log holds the server up.
///
/// Threads: any number of loops.
///
/// Cost: 0.6 us and 6 blocks of memory for each request, and what the sink of the log takes (`bench_middleware`).
[[nodiscard]] std::function<void(const request_end&)> access_log(access_log_format = access_log_format::fields);

/// Returns the line of JSON that `access_log` writes, without its end, for those who write it elsewhere.
///
/// Threads: any.
///
/// Cost: 1.2 us (`bench_middleware`).
[[nodiscard]] std::string access_line(const request_end&);

} // namespace plait::http
