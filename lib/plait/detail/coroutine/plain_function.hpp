#pragma once

#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>

#include <concepts>
#include <exception>
#include <functional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace plait::detail {

class thread_pool;

/// Plain code (not a coroutine) that is called once. The closure stores the result itself.
struct plain_function {
    void (*function)(void* closure, const std::stop_token&) noexcept;
    void* closure;
    bool takes_stop_token;

    void operator()(const std::stop_token& stop) const noexcept { function(closure, stop); }
};

/// Calls the function on a thread of the pool, while the caller is suspended. A null pool means the runtime's.
[[nodiscard]] awaitable<void> call_on_thread(thread_pool*, const plain_function&);

template <class F>
concept plain_callable = std::invocable<F> || std::invocable<F, std::stop_token>;

template <class F>
decltype(auto) call_plain(F&& function, [[maybe_unused]] const std::stop_token& stop)
{
    if constexpr (std::invocable<F>)
        return std::invoke(std::forward<F>(function));
    else
        return std::invoke(std::forward<F>(function), stop);
}

template <class F>
using plain_result_t = decltype(call_plain(std::declval<F>(), std::declval<const std::stop_token&>()));

/// True for any coroutine type of Asio, with any executor.
template <class T>
constexpr bool is_coroutine = false;
template <class T, class Executor>
constexpr bool is_coroutine<boost::asio::awaitable<T, Executor>> = true;

/// Compiles if `Argument` is plain code whose result may travel between threads. Otherwise the error says what to do.
template <class Argument>
consteval void check_plain_function()
{
    using plain = std::decay_t<Argument>;
    static_assert(
        plain_callable<plain>,
        "the function of blocking takes no parameters, or a std::stop_token: let it capture what it needs");
    if constexpr (plain_callable<plain>) {
        using result = plain_result_t<plain>;
        static_assert(
            !is_coroutine<std::remove_cvref_t<result>>,
            "the function of blocking is plain code, as no loop runs on its thread: co_await the coroutine on the loop "
            "instead");
        static_assert(
            !std::is_reference_v<result>,
            "the function of blocking returns a copy: what a reference names could be in use on other threads");
    }
    check_callable<Argument>();
}

template <class Function, class Result>
awaitable<Result> call_blocking(thread_pool* pool, Function function)
{
    result<Result> value;
    std::exception_ptr error;
    auto call = [&](const std::stop_token& stop) noexcept {
        try {
            put<Result>(value, [&] { return call_plain(std::move(function), stop); });
        } catch (...) {
            error = std::current_exception();
        }
    };
    using closure = decltype(call);
    const plain_function erased{
        [](void* stored, const std::stop_token& stop) noexcept { (*static_cast<closure*>(stored))(stop); }, &call,
        !std::invocable<Function>};
    co_await call_on_thread(pool, erased);
    // The last reference to the exception is released here, and not on the other thread: ThreadSanitizer does not see
    // how libstdc++.so counts references.
    if (error)
        std::rethrow_exception(std::exchange(error, nullptr));
    co_return take<Result>(value);
}

} // namespace plait::detail
