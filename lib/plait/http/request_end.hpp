#pragma once

#include <plait/clock.hpp>
#include <plait/http/method.hpp>
#include <plait/http/peer_address.hpp>
#include <plait/http/status.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>

namespace plait::http {

class request;

/// Why a request ended. Of several reasons the first one counts.
enum class ending : std::uint8_t {
    answered,        ///< The client's socket has taken the whole answer. Whether the client has read it is not known.
    refused,         ///< As before, but the answer is an error that no handler gave, such as 400, 404, 408 or 413.
    failed,          ///< Something threw, which was logged. The answer is 500, or was cut off if it had begun.
    upgraded,        ///< As `answered`, and another protocol follows, whose bytes do not count.
    handler_timeout, ///< The handler was cancelled at its `handler_timeout`, and the answer is 503.
    stream_timeout,  ///< The answer was cut off at its `stream_timeout`.
    write_timeout,   ///< The client did not take the answer, or the next piece of it, within `write_timeout`.
    client_left,     ///< The client left before it had sent all of the request, or had been sent all of the answer.
    stopped,         ///< The server stopped, and `drain_timeout` was over.
};

/// Returns the name as it is written above, such as "client_left".
///
/// Threads: any.
///
/// Cost: 2 ns (`bench_http`).
[[nodiscard]] std::string_view to_string(ending) noexcept;

/// A request that has ended: what a log of accesses and metrics are made of. See `server_options::on_request_end`.
///
/// What is not known of a request is empty: the whole of its head if that was refused (400, 408, 414, 431, 505), or
/// has not come.
///
/// Lifetime: everything is valid until the function returns that was given it. Copy what must live longer.
struct request_end {
    std::uint64_t id;                           ///< No other request of the process has it. A loop counts upwards.
    std::chrono::system_clock::time_point time; ///< When the first byte of the request was read.
    clock::duration duration;                   ///< From then to the end.
    const http::request& request;               ///< For its fields, and for `client()`. Its body may be gone.
    const peer_address& peer;                   ///< The other end of the connection: `request.peer()`.
    http::method method;                        ///< `unknown` for one that HTTP does not know, too.
    std::string_view target;                    ///< As the client sent it. Escape it in logs: see `request::target`.
    std::string_view route;                     ///< The route's pattern, such as "/users/{id}"; or "".
    http::status status;                        ///< Of the answer; `status{}`, which is 0, if none was begun.
    std::uint64_t bytes_in;                     ///< Of the request as it came: head and body, with the chunks' sizes.
    std::uint64_t bytes_out;                    ///< Of the answer as the socket took it, with a 100 Continue.
    ending why;
};

} // namespace plait::http
