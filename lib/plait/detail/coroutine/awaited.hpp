#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <coroutine>
#include <type_traits>

namespace plait {
class executor;
}

namespace plait::detail {

template <class T>
constexpr bool is_task = false;
template <class T>
constexpr bool is_task<boost::asio::awaitable<T, executor>> = true;

template <class T>
struct foreign_result { // the general case: not a coroutine of another executor
    using type = void;
    static constexpr bool is_foreign = false;
};
template <class T, class Executor>
    requires(!std::same_as<Executor, executor>)
struct foreign_result<boost::asio::awaitable<T, Executor>> {
    using type = T;
    static constexpr bool is_foreign = true;
};

/// Stands for a thing that cannot be awaited, so that the compiler's only error is the message of `refuse_awaited`.
template <class Result>
struct refused {
    [[nodiscard]] bool await_ready() const noexcept { return true; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    Result await_resume() const;
};

/// A call of this function does not compile; the error says what to do instead.
template <class Awaited>
auto refuse_awaited()
{
    using plain = std::remove_cvref_t<Awaited>;
    using foreign = foreign_result<plain>;
    constexpr bool is_function = std::invocable<plain&> || std::is_function_v<plain>;
    static_assert(
        !foreign::is_foreign,
        "this coroutine runs on another executor than plait's: co_await plait::adopt(it). If it is an operation of Asio with "
        "asio::use_awaitable: pass asio::deferred in its place, or plait::use_awaitable");
    static_assert(
        foreign::is_foreign || !is_task<plain>,
        "a task is awaited once: co_await the call itself, or std::move(the awaitable)");
    static_assert(
        foreign::is_foreign || is_task<plain> || !is_function, "this is a function: co_await what it returns, f()");
    static_assert(
        foreign::is_foreign || is_task<plain> || is_function,
        "a coroutine of plait awaits a plait::awaitable, or an operation of Asio with asio::deferred as its last argument");
    return refused<typename foreign::type>();
}

} // namespace plait::detail
