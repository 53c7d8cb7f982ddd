#pragma once

#include <plait/awaitable.hpp>

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace plait {

/// `T`, or `std::monostate` where `T` is `void`: what a task's result is called where results stand in a tuple.
template <class T>
using regular_t = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

namespace detail {

/// Where a task leaves its result. Holds any movable type, also one that cannot be default-constructed.
template <class T>
using result = std::optional<regular_t<T>>;

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

} // namespace detail

} // namespace plait
