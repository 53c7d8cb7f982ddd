#pragma once

#include <plait/detail/join.hpp>
#include <plait/detail/result.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>

namespace plait {

/// Awaits a coroutine that was written for Asio's own executor.
///
///     boost::asio::awaitable<std::string> fetch(std::string url); // of another library
///     std::string body = co_await plait::adopt(fetch(url));
///
/// Returns: the coroutine's result.
///
/// Errors: what it throws, unchanged.
///
/// Cancellation: passed on to it, and it is waited for.
///
/// Lifetime: it does not outlive the call.
///
/// Threads: it runs on the caller's loop, through plait's executor inside an `asio::any_io_executor`. Under
///   ThreadSanitizer with Boost < 1.92, the reference count of that type is reported falsely: it uses a fence, which
///   ThreadSanitizer does not model.
template <class T>
[[nodiscard]] awaitable<T> adopt(boost::asio::awaitable<T> foreign);

//
// Implementation
//

template <class T>
awaitable<T> adopt(boost::asio::awaitable<T> foreign)
{
    detail::join only(co_await boost::asio::this_coro::executor, "adopt");
    detail::result<T> value;
    detail::plain_child child;
    co_await only.all([&] { only.start(child, detail::store(std::move(foreign), value)); });
    if constexpr (!std::is_void_v<T>)
        co_return *std::move(value);
}

} // namespace plait
