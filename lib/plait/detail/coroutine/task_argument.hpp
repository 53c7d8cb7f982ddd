#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/coroutine/shielded.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace plait::detail {

template <class T>
struct awaitable_result; // undefined: not an awaitable
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

/// Compiles where a callable may stand inside a co_await expression. Otherwise says what to do.
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

/// Compiles where a value may stand inside a co_await expression, as an argument that is taken by `Argument&&`.
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

/// Compiles where `Argument` is something that can be started: an awaitable that is moved in, or a callable that
/// returns one. Otherwise says what to do.
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

/// What awaiting the task gives.
template <class Argument>
using task_result_t = typename task_result<Argument>::type;

/// The awaitable of a stored argument. A callable must stay where it is until the awaitable has finished: its captures
/// are the coroutine's variables.
template <class Stored>
auto to_awaitable(Stored& stored)
{
    if constexpr (awaitable_type<Stored>) {
        return std::move(stored);
    } else {
        return stored();
    }
}

/// The task of a callable, which it keeps.
template <class Callable>
awaitable<void> call_kept(Callable callable)
{
    co_await callable();
}

} // namespace plait::detail
