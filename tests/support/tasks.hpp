#pragma once

#include <plait/detail/join.hpp>
#include <plait/sleep.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

/// Small tasks for tests, named after what they do.
namespace tasks {

using plait::awaitable;
using namespace std::chrono_literals;

template <class T>
awaitable<T> value_after(std::chrono::milliseconds delay, T value)
{
    co_await plait::sleep_for(delay);
    co_return value;
}

template <class T>
awaitable<T> value_at_once(T value)
{
    co_return value;
}

inline awaitable<void> failure_after(std::chrono::milliseconds delay, std::string message)
{
    co_await plait::sleep_for(delay);
    throw std::runtime_error(message);
}

inline awaitable<void> failure_at_once(std::string message)
{
    throw std::runtime_error(message);
    co_return;
}

/// Sleeps for an hour, and records that it was left early.
inline awaitable<void> watched_hour(bool& left)
{
    struct guard {
        bool& left;
        ~guard() { left = true; }
    } on_exit{left};
    co_await plait::sleep_for(1h);
}

inline awaitable<void> wait_for_ever()
{
    return plait::sleep_until(plait::clock::time_point::max());
}

/// Sleeps, whether it is cancelled or not.
inline awaitable<void> ignore_cancellation_for(std::chrono::milliseconds time)
{
    co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
    co_await plait::sleep_for(time);
}

/// Runs a task, cancels it after a time (unless it has finished), waits for it, and returns its error.
inline awaitable<std::exception_ptr> cancelled_after(std::chrono::milliseconds delay, awaitable<void> task)
{
    plait::detail::join only(co_await boost::asio::this_coro::executor, "cancelled_after");
    plait::detail::plain_child child;
    only.start(child, std::move(task));
    co_await plait::sleep_for(delay);
    only.cancel();
    co_await only.settle();
    co_return only.error();
}

/// The error of a task that was cancelled.
inline bool is_aborted(const std::exception_ptr& error)
{
    return error && plait::detail::is_cancellation(error);
}

} // namespace tasks
