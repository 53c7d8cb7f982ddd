#pragma once

#include <plait/awaitable.hpp>

#include <boost/asio/use_awaitable.hpp>

namespace plait {

/// Asio's `use_awaitable` for plait's executor: an operation with it is an `awaitable`, a task as any other.
///
///     auto [page, mail] = co_await run_concurrent(load(), socket.async_read_some(buffer, use_awaitable));
///
/// To await an operation where it is called, `asio::deferred` is cheaper. This one is for a task that is to be passed on, and for
/// what asks a token for its result type, which `deferred` has none of, as `beast::basic_stream::async_connect` does (beast#2727).
///
/// Errors: an error code is thrown as `boost::system::system_error`; `asio::as_tuple` and `asio::redirect_error` around it
///   give it back instead.
///
/// Cancellation: as that of the operation.
///
/// Threads: completes on the loop of the caller.
///
/// Cost: a coroutine more than `asio::deferred`, with a frame from the pool of the loop.
inline constexpr boost::asio::use_awaitable_t<executor> use_awaitable;

} // namespace plait
