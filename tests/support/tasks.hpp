#pragma once

#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/join/join.hpp>
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

inline awaitable<void> wait_for_ever()
{
    return plait::sleep_until(plait::clock::time_point::max());
}

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

template <class T = void>
awaitable<T> failure_after(std::chrono::milliseconds delay, std::string message)
{
    co_await plait::sleep_for(delay);
    throw std::runtime_error(message);
}

template <class T = void>
awaitable<T> failure_at_once(std::string message)
{
    throw std::runtime_error(message);
    co_await wait_for_ever(); // makes this function a coroutine
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

/// Sleeps, whether it is cancelled or not.
inline awaitable<void> ignore_cancellation_for(std::chrono::milliseconds time)
{
    co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
    co_await plait::sleep_for(time);
}

/// Returns a value after a time, whether it is cancelled or not.
template <class T>
awaitable<T> stubborn_value_after(std::chrono::milliseconds delay, T value)
{
    co_await ignore_cancellation_for(delay);
    co_return value;
}

/// Waits until it is cancelled, and then fails in its own words.
template <class T = void>
awaitable<T> failure_when_cancelled(std::string message)
{
    try {
        co_await wait_for_ever();
    } catch (const boost::system::system_error&) {
    }
    throw std::runtime_error(message);
}

template <class F>
awaitable<void> call_after(std::chrono::milliseconds delay, F function)
{
    co_await plait::sleep_for(delay);
    function();
}

/// Runs a task, cancels it after a time (unless it has finished), waits for it, and returns its error.
inline awaitable<std::exception_ptr> cancelled_after(std::chrono::milliseconds delay, awaitable<void> task)
{
    plait::detail::join only(co_await boost::asio::this_coro::executor, "cancelled_after");
    co_await only.run([&] {
        only.start(std::move(task));
        only.start(call_after(delay, [&] { only.cancel(); }));
    });
    co_return only.error();
}

template <class T>
awaitable<void> without_result(awaitable<T> task)
{
    co_await std::move(task);
}

/// The exception that a task throws; null if it throws none.
template <class T>
awaitable<std::exception_ptr> thrown_by(awaitable<T> task)
{
    try {
        co_await std::move(task);
    } catch (...) {
        co_return std::current_exception();
    }
    co_return nullptr;
}

/// Whether the error is that of a task that was cancelled.
inline bool is_aborted(const std::exception_ptr& error)
{
    return error && plait::detail::is_cancellation(error);
}

/// Whether the caller's loop has no timer that is set.
inline bool no_timer_is_set()
{
    return plait::detail::current.owner->timers().empty();
}

} // namespace tasks
