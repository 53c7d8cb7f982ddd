#pragma once

#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/join/join.hpp>

#include <boost/asio/this_coro.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace plait {

/// A value that a task and all that it starts can read, without a parameter being passed along.
///
///     inline constinit plait::context_value<std::string> request_id;
///
///     co_await request_id.with("a7", handle(request)); // and anywhere inside:
///     if (const std::string* id = request_id.get()) log(*id);
///
/// It is like the scoped values of Java (JEP 506), and not like a thread's local variable: nobody can change it, and it
/// ends with the task.
///
/// Lifetime: a coroutine that a task starts with `co_spawn` may outlive the task. It reads the task's values while the
///   task runs. What such a coroutine starts itself inherits no values, and no deadline.
///
/// Threads: `get` may be called on any loop. Tasks on other loops (`on_all_loops`) inherit the value, too. Functions
///   that run in a pool (`blocking`) do not.
///
/// Cost: 100 ns for `with` around a task that is ready, no memory (`bench_each`). `get` reads one pointer for each
///   value that is set further in.
template <class T>
class context_value {
public:
    constexpr context_value() noexcept = default;
    context_value(const context_value&) = delete;
    context_value& operator=(const context_value&) = delete;

    /// Returns: the value that is set nearest around the running task; null if none is.
    [[nodiscard]] const T* get() const noexcept
    {
        const detail::task* running = detail::current.running;
        for (const detail::binding* each = running ? running->inherited.values : nullptr; each; each = each->outer)
            if (each->key == this)
                return static_cast<const T*>(each->value);
        return nullptr;
    }

    /// Runs a task for which the value is set: an `awaitable`, or a callable without parameters that returns one. The
    /// task is what is returned: a callable that is no coroutine itself runs before, and does not see the value.
    ///
    /// Returns: the task's result.
    ///
    /// Errors: what the task throws, unchanged.
    ///
    /// Cancellation: passed on to the task, which is waited for.
    ///
    /// Lifetime: the value is kept until the task has ended.
    template <std::convertible_to<T> Value = T, class Task>
    [[nodiscard]] auto with(Value&& value, Task&& task) const
    {
        detail::check_value<Value>();
        detail::check_task_argument<Task>();
        return run<std::decay_t<Task>>(std::forward<Value>(value), std::forward<Task>(task));
    }

private:
    template <class Task, class Result = detail::task_result_t<Task>>
    awaitable<Result> run(T value, Task task) const
    {
        detail::binding bound{this, &value, nullptr};
        detail::inheritance inherited;
        detail::join only(co_await boost::asio::this_coro::executor, "context_value::with", &inherited);
        detail::result<Result> result;
        co_await only.run([&] {
            inherited = only.around();
            bound.outer = std::exchange(inherited.values, &bound);
            only.start(detail::to_awaitable(task), result);
        });
        only.rethrow_error();
        co_return detail::take<Result>(result);
    }
};

} // namespace plait
