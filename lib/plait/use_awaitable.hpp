#pragma once

#include <plait/awaitable.hpp>

#include <boost/asio/use_awaitable.hpp>

namespace plait {

/// Asio's `use_awaitable` for plait's executor. An operation with this token returns an `awaitable`, which is a task as
/// any other.
///
///     auto [page, mail] = co_await run_concurrent(load(), socket.async_read_some(buffer, use_awaitable));
///
/// To await an operation where it is called, `asio::deferred` is cheaper. This token is for an operation that is passed
/// on as a task, and for functions that ask a token for its result type, which `deferred` does not have:
/// `beast::basic_stream::async_connect` does so (beast#2727).
///
/// Errors: an error code is thrown as `boost::system::system_error`; `asio::as_tuple` and `asio::redirect_error` around
///   it give it back instead.
///
/// Cancellation: passed on to the operation.
///
/// Threads: the operation completes on the loop of the caller.
///
/// Cost: one coroutine more than with `asio::deferred`, with a frame from the pool of the loop.
inline constexpr boost::asio::use_awaitable_t<executor> use_awaitable;

} // namespace plait
