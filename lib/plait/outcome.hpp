#pragma once

#include <plait/detail/coroutine/result.hpp>
#include <plait/error.hpp> // describe

#include <exception>
#include <utility>

namespace plait {

/// How a task ended: with a result or with an error.
///
///     auto [user, orders] = co_await settle(load_user(id), load_orders(id));
///     if (user) show(user.value()); else log(describe(user.error()));
///
/// Threads: a value.
///
/// Cost: the result and a pointer.
template <class T>
class outcome {
public:
    [[nodiscard]] bool has_value() const noexcept { return value_.has_value(); }
    [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

    /// Returns: the task's result.
    ///
    /// Errors: rethrows the task's error if there is no result.
    [[nodiscard]] regular_t<T>& value() &
    {
        check();
        return *value_;
    }
    [[nodiscard]] const regular_t<T>& value() const&
    {
        check();
        return *value_;
    }
    [[nodiscard]] regular_t<T> value() &&
    {
        check();
        return *std::move(value_);
    }

    /// Returns: the task's result, or what is given if there is none, as for the block of a page whose service was late:
    ///
    ///     auto [news, weather] = co_await settle(with_timeout(80ms, fetch_news()), with_timeout(80ms, fetch_weather()));
    ///     show(news.value_or("no news today"), weather.value_or("?"));
    template <class Otherwise>
    [[nodiscard]] regular_t<T> value_or(Otherwise&& otherwise) const&
    {
        if (value_)
            return *value_;
        return static_cast<regular_t<T>>(std::forward<Otherwise>(otherwise));
    }
    template <class Otherwise>
    [[nodiscard]] regular_t<T> value_or(Otherwise&& otherwise) &&
    {
        if (value_)
            return *std::move(value_);
        return static_cast<regular_t<T>>(std::forward<Otherwise>(otherwise));
    }

    [[nodiscard]] const std::exception_ptr& error() const noexcept { return error_; } ///< Is null if there is a result.

    /// The rest is for plait itself.
    outcome(detail::result<T>&& value, std::exception_ptr error) noexcept(noexcept(detail::result<T>(std::move(value))))
        : value_(std::move(value)), error_(std::move(error))
    {
    }

private:
    void check() const
    {
        if (!value_)
            std::rethrow_exception(error_);
    }

    detail::result<T> value_;
    std::exception_ptr error_;
};

} // namespace plait
