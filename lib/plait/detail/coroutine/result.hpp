#pragma once

#include <plait/awaitable.hpp>

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace plait {

/// The type of a task's result in a tuple of results: `T`, or `std::monostate` if `T` is `void`.
template <class T>
using regular_t = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

namespace detail {

/// The type in which a container holds a task's result. A reference is held in a `std::reference_wrapper`.
template <class T>
struct stored {
    using type = regular_t<T>;
};
template <class T>
struct stored<T&> {
    using type = std::reference_wrapper<T>;
};
template <class T>
using stored_t = typename stored<T>::type;

/// The variable in which a task leaves its result. It holds any movable type, also one without a default constructor.
template <class T>
using result = std::optional<stored_t<T>>;

/// Calls `function`, and puts what it returns into `out`. That is a `T`, or a value that a `T` can be made of, or
/// nothing if `T` is `void`.
template <class T, class Function>
void put(result<T>& out, Function&& function)
{
    if constexpr (std::is_void_v<T>) {
        function();
        out.emplace();
    } else {
        out.emplace(function());
    }
}

template <class T, class Executor>
boost::asio::awaitable<void, Executor> store(boost::asio::awaitable<T, Executor> task, result<T>& out)
{
    if constexpr (std::is_void_v<T>) {
        co_await std::move(task);
        out.emplace();
    } else {
        out.emplace(co_await std::move(task));
    }
}

/// Takes the result out of its variable: gives a value as an rvalue reference into the variable, gives a reference as
/// it was stored, and gives nothing if `T` is `void`. So `co_return take<T>(from);` returns a result of any kind.
template <class T>
std::add_rvalue_reference_t<T> take(result<T>& from) noexcept
{
    if constexpr (!std::is_void_v<T>)
        return *std::move(from);
}

/// Gives a result that others take, too, so that the caller can copy it.
template <class T>
std::add_lvalue_reference_t<const T> share(const result<T>& from) noexcept
{
    if constexpr (!std::is_void_v<T>)
        return *from;
}

} // namespace detail

} // namespace plait
