#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/coroutine/shielded.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace plait::detail {

template <class T>
struct awaitable_result; // stays undefined for a type that is no awaitable
template <class T>
struct awaitable_result<awaitable<T>> {
    using type = T;
};

template <class T>
struct awaitable_result<shielded<T>> : awaitable_result<awaitable<T>> {};

template <class T>
concept awaitable_type = requires { typename awaitable_result<std::remove_cvref_t<T>>::type; };

template <class F>
concept awaitable_factory = std::invocable<std::decay_t<F>&> && awaitable_type<std::invoke_result_t<std::decay_t<F>&>>;

/// Compiles if a callable may stand inside a co_await expression. Otherwise the error says what to do.
template <class Argument>
consteval void check_callable()
{
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
    static_assert(
        std::is_lvalue_reference_v<Argument> || std::is_trivially_destructible_v<std::remove_cvref_t<Argument>>,
        "g++ 12 destroys by-value captures of a lambda written inside a co_await expression twice: capture by "
        "reference ([&]), or give the lambda a name first and pass that");
#endif
}

/// Compiles if a value may stand inside a co_await expression, as an argument for a parameter `Argument&&`. Otherwise
/// the error says what to do.
template <class Argument>
consteval void check_value()
{
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
    using plain = std::remove_cvref_t<Argument>;
    static_assert(
        std::is_lvalue_reference_v<Argument> || !std::is_aggregate_v<plain> || std::is_trivially_destructible_v<plain>,
        "g++ 12 destroys an aggregate written inside a co_await expression twice: give it a name first and pass that, or "
        "give its type a constructor");
#endif
}

/// Compiles if `Argument` can be started: if it is an awaitable that is moved in, or a callable that returns one.
/// Otherwise the error says what to do.
template <class Argument>
consteval void check_task_argument()
{
    using plain = std::remove_cvref_t<Argument>;
    if constexpr (awaitable_type<plain>) {
        static_assert(
            !std::is_lvalue_reference_v<Argument>,
            "a task is awaited once: pass the call itself, or std::move(the awaitable)");
    } else {
        static_assert(
            awaitable_factory<Argument>,
            "pass a plait::awaitable, or a callable without parameters that returns one; a coroutine of type "
            "asio::awaitable comes in through plait::adopt");
        check_callable<Argument>();
    }
}

template <class Argument>
struct task_result;
template <awaitable_type Argument>
struct task_result<Argument> : awaitable_result<std::remove_cvref_t<Argument>> {};
template <awaitable_factory Argument>
struct task_result<Argument> : awaitable_result<std::remove_cvref_t<std::invoke_result_t<std::decay_t<Argument>&>>> {};

/// The type that awaiting the task gives.
template <class Argument>
using task_result_t = typename task_result<Argument>::type;

/// Makes the awaitable of a stored argument. A callable must stay where it is until the awaitable has finished, because
/// the coroutine uses its captures.
template <class Stored>
auto to_awaitable(Stored& stored)
{
    if constexpr (awaitable_type<Stored>) {
        return std::move(stored);
    } else {
        return stored();
    }
}

/// The task of a callable. The task's frame keeps the callable.
template <class Callable>
awaitable<void> call_kept(Callable callable)
{
    co_await callable();
}

} // namespace plait::detail
