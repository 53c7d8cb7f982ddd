#pragma once

#include <plait/awaitable.hpp>

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace plait {

/// `T`, or `std::monostate` where `T` is `void`: what a task's result is called where results stand in a tuple.
template <class T>
using regular_t = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

namespace detail {

/// What a container can hold of a task's result: a reference stands in a `std::reference_wrapper`.
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

/// Where a task leaves its result. Holds any movable type, also one that cannot be default-constructed.
template <class T>
using result = std::optional<stored_t<T>>;

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

/// The result, taken out.
template <class T>
T take(result<T>& from)
{
    if constexpr (!std::is_void_v<T>)
        return *std::move(from);
}

} // namespace detail

} // namespace plait
