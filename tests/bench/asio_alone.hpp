#pragma once

#include <plait/runtime.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

/// Asio without plait, to compare plait with it. The coroutines here use the concrete executor of `io_context`, which
/// is faster than Asio's default `any_io_executor`.
namespace bench {

namespace asio = boost::asio;

using io_executor = asio::io_context::executor_type;
template <class T = void>
using io_awaitable = asio::awaitable<T, io_executor>;
inline constexpr asio::use_awaitable_t<io_executor> use_io_awaitable;

template <class Executor>
using timer_on =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
using io_timer = timer_on<io_executor>;

/// A child that finishes at once.
template <class Executor>
asio::awaitable<int, Executor> ready(int value)
{
    co_return value;
}
/// A child that finishes the next time that its loop turns.
template <class Executor>
asio::awaitable<int, Executor> one_suspension(int value)
{
    co_await asio::post(asio::deferred);
    co_return value;
}

inline void rethrow(std::exception_ptr error)
{
    if (error)
        std::rethrow_exception(error);
}

/// Runs a coroutine to its end on one thread. One of plait runs on a runtime, one of Asio on an `io_context`.
template <class T>
T run(plait::awaitable<T> main)
{
    return plait::runtime(1).run(std::move(main));
}
template <class T>
T run(io_awaitable<T> main)
{
    asio::io_context context(1);
    // Any program that waits for timers or sockets has a timer. With one, each turn of the loop looks for timers that
    // have expired, as each turn of plait's loop does.
    const io_timer timer(context);
    std::optional<T> result;
    asio::co_spawn(context, std::move(main), [&result](std::exception_ptr error, T value) {
        rethrow(error);
        result = std::move(value);
    });
    context.run();
    return *std::move(result);
}

} // namespace bench
