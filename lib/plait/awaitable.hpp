#pragma once

#include <plait/detail/coroutine/asio_frames.hpp>
#include <plait/detail/coroutine/awaitable_reference.hpp>
#include <plait/detail/coroutine/redirect_error.hpp>
#include <plait/executor.hpp>

#include <boost/asio/awaitable.hpp>

namespace plait {

/// The type that every coroutine of plait returns: an ordinary Asio coroutine on plait's executor.
///
///     plait::awaitable<int> answer() { co_return 42; }
///
/// A coroutine starts when it is awaited, and is awaited once. Inside it, `co_await` takes other `awaitable`s and any
/// Asio operation with `boost::asio::deferred`: `co_await socket.async_read_some(buffer, asio::deferred)`. A coroutine
/// that was written for Asio's own executor, an `asio::awaitable<T>`, is awaited through `adopt`.
///
/// With g++ 12, a lambda with captures by value or a braced aggregate (`fetch({.url = url})`) that is written inside a
/// `co_await` expression is destroyed twice, and the program crashes. Give it a name first: `query q{.url = url};`, and
/// then `co_await fetch(q)`. Plait's own functions refuse such arguments at compile time; your functions cannot see
/// them.
///
/// Errors: awaiting a coroutine rethrows the exception that left it. If its body should return a value or a reference,
///   and ends without `co_return`, awaiting it throws a `std::logic_error`.
///
/// Cancellation: flows from the caller to what it awaits, through Asio's cancellation slots.
///
/// Lifetime: a coroutine that is destroyed while it waits, because its runtime goes away, destroys the coroutines that
///   it awaits. Compilers do that with calls inside each other: a chain of 40,000 `co_await f()` fits in a stack of 8
///   MiB. Nothing else takes stack for the length of a chain, nor for the depth of joins, scopes and limits inside each
///   other.
///
/// Threads: a coroutine runs on one loop, and so does all that it starts.
///
/// Cost: 15 ns to call and await a coroutine that does not suspend; its frame comes from a pool of the loop
///   (`bench_fork_join`).
template <class T = void>
using awaitable = boost::asio::awaitable<T, executor>;

} // namespace plait
