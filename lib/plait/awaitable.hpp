#pragma once

#include <plait/detail/coroutine/asio_frames.hpp>
#include <plait/detail/coroutine/redirect_error.hpp>
#include <plait/executor.hpp>

#include <boost/asio/awaitable.hpp>

namespace plait {

/// What every coroutine of plait returns: an ordinary Asio coroutine on plait's executor.
///
///     plait::awaitable<int> answer() { co_return 42; }
///
/// It starts when it is awaited, once. Inside, `co_await` takes other `awaitable`s and any Asio operation with
/// `boost::asio::deferred`: `co_await socket.async_read_some(buffer, asio::deferred)`. Coroutines that were written for
/// Asio's own executor, `asio::awaitable<T>`, come in through `adopt`.
///
/// With g++ 12, a lambda with captures by value or a braced aggregate (`fetch({.url = url})`) that is written inside a `co_await`
/// expression is destroyed twice, and the program crashes. Give it a name first: `query q{.url = url};`, and then
/// `co_await fetch(q)`. What plait's own functions are given so does not compile; what yours are given, they cannot see.
///
/// Errors: awaiting it rethrows what left the coroutine. One that should return a value or a reference, and whose body ends
///   without `co_return`, is a `std::logic_error` there.
///
/// Cancellation: flows from the caller to what it awaits, through Asio's cancellation slots.
///
/// Lifetime: a coroutine that is destroyed where it waits, as its runtime goes away, takes those that it awaits with it, and
///   compilers do that with calls inside each other: a chain of 40,000 `co_await f()` holds in a stack of 8 MiB. Nothing
///   else takes stack for the length of a chain, nor for the depth of joins, scopes and limits inside each other.
///
/// Threads: a coroutine runs on one loop, and with it all that it starts.
///
/// Cost: 15 ns to call and await one that does not suspend; its frame comes from a pool of the loop (`bench_fork_join`).
template <class T = void>
using awaitable = boost::asio::awaitable<T, executor>;

} // namespace plait
