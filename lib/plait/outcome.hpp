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
