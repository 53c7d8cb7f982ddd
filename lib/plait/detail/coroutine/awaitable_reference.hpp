#pragma once

#include <boost/asio/awaitable.hpp>

#include <coroutine>
#include <functional>
#include <utility>

namespace plait {
class executor;
}

namespace boost::asio {

/// A coroutine that returns a reference. Asio's own class and promise do not compile for one. Its coroutine returns a
/// `std::reference_wrapper`, of which this class makes the reference again.
template <class T>
class [[nodiscard]] awaitable<T&, plait::executor> {
public:
    using value_type = T&;
    using executor_type = plait::executor;

    constexpr awaitable() noexcept = default;
    /// Is how the coroutine's promise makes what the coroutine's function returns.
    awaitable(awaitable<std::reference_wrapper<T>, plait::executor>&& wrapped) noexcept : wrapped_(std::move(wrapped))
    {
    }

    [[nodiscard]] bool valid() const noexcept { return wrapped_.valid(); }

    [[nodiscard]] bool await_ready() const noexcept { return wrapped_.await_ready(); }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> awaiting)
    {
        wrapped_.await_suspend(awaiting);
    }
    T& await_resume() { return wrapped_.await_resume().get(); }

private:
    awaitable<std::reference_wrapper<T>, plait::executor> wrapped_;
};

} // namespace boost::asio

template <class T, class... Arguments>
struct std::coroutine_traits<boost::asio::awaitable<T&, plait::executor>, Arguments...>
    : std::coroutine_traits<boost::asio::awaitable<std::reference_wrapper<T>, plait::executor>, Arguments...> {
};
