#pragma once

#include <plait/clock.hpp>
#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/detail/kernel/timer_queue.hpp>
#include <plait/failures.hpp>

#include <boost/asio/this_coro.hpp>

#include <concepts>
#include <exception>
#include <functional>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

namespace plait {

/// What a `scope` does when one of its tasks fails.
enum class scope_policy {
    /// The scope cancels all tasks, and the body, and rethrows the error. An error that comes after it goes to
    /// `on_dropped_error`.
    fail_fast,
    /// The other tasks go on; when all have ended, the scope throws `failures` with all the errors.
    collect,
    /// The other tasks go on, and the scope throws nothing: the error goes to the function of
    /// `scope_options::on_error`, or to `on_dropped_error` if there is none.
    supervise,
};

/// Options of a `scope`. Each setter returns the options.
///
/// Threads: a value.
///
/// Cost: some words and a `std::function`.
class scope_options {
public:
    scope_options() = default;
    scope_options(scope_policy chosen) noexcept : policy_(chosen) {} // not explicit, as it is often the only option

    /// When the caller is cancelled, the body is cancelled at once, and the tasks only if they have not ended after
    /// this time. So a server that is told to stop completes its background work. Default 0: the tasks are cancelled at
    /// once.
    ///
    /// The time is counted once, from the first cancellation: a second cancellation of a scope that drains does
    /// nothing. For scopes inside each other the time of the outer scope counts: when it is over, the inner scopes
    /// drain no longer, and a scope that has not begun to drain does not begin. If no function of plait has started the
    /// caller (it is the coroutine of `runtime::run`, or of `co_spawn`), a second cancellation of the caller ends the
    /// time.
    ///
    /// Errors: `std::invalid_argument` for a negative time.
    scope_options& drain(clock::duration most);

    /// The function that `scope_policy::supervise` calls with each error, on the loop of the scope. It must not throw.
    scope_options& on_error(std::function<void(const std::exception_ptr&)> handler);

    [[nodiscard]] scope_policy policy() const noexcept { return policy_; }
    [[nodiscard]] clock::duration drain() const noexcept { return drain_; }
    [[nodiscard]] const std::function<void(const std::exception_ptr&)>& on_error() const noexcept { return on_error_; }

private:
    scope_policy policy_ = scope_policy::fail_fast;
    clock::duration drain_{};
    std::function<void(const std::exception_ptr&)> on_error_;
};

/// A group of tasks whose number is not known. `with_scope` opens the scope, and does not return before all its tasks
/// have ended.
///
///     co_await with_scope([&](scope& tasks) -> awaitable<> {
///         while (auto job = co_await jobs.receive())
///             tasks.start(work(*job));
///     });
///
/// Cancellation: whoever knows the scope, one of its tasks say, may cancel it. That stays inside: the caller of
///   `with_scope` goes on.
///
/// Lifetime: the scope lives as long as the call of `with_scope`. Tasks may keep a reference to it and start more
///   tasks.
///
/// Threads: the scope belongs to the loop it was opened on, where all its tasks run. A call from another loop throws a
///   `std::logic_error`, which names the lines of both.
///
/// Cost: 40 ns for `start` of a task that is ready, no memory (`bench_each`).
class scope {
public:
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;

    /// Starts a task, and runs it to its first suspension. The task is an `awaitable<>`, or a callable without
    /// parameters that returns one. It inherits deadlines and context values from the task that opened the scope. If
    /// the scope has been cancelled, the task is cancelled at once.
    template <class Task>
    void start(Task&& task, std::source_location at = std::source_location::current());

    /// Cancels all tasks, and the body. A second call does nothing.
    void cancel(std::source_location at = std::source_location::current());
    [[nodiscard]] std::size_t size() const noexcept; ///< The number of tasks that run, without the body.

    /// The rest is for plait itself; users call `with_scope`.
    scope(executor here, scope_options options, std::source_location opened_at);
    ~scope();
    template <class Begin>
    [[nodiscard]] auto run(Begin&& begin)
    {
        return all_.run(std::forward<Begin>(begin), on_caller_cancelled_);
    }
    template <class T>
    void start_body(awaitable<T> body, detail::result<T>& out)
    {
        body_runs_ = true;
        try {
            all_.start(std::move(body), out, &body_);
        } catch (...) { // there is no memory for the task
            body_runs_ = false;
            throw;
        }
    }
    void rethrow_errors();
    [[noreturn]] static void throw_no_result();

private:
    class task_watcher final : public detail::child {
    public:
        explicit task_watcher(scope& of) noexcept : of_(of) {}

    private:
        void finished(std::exception_ptr& error) noexcept override { of_.task_finished(error); }
        scope& of_;
    };
    class body_watcher final : public detail::child {
    public:
        explicit body_watcher(scope& of) noexcept : of_(of) {}

    private:
        void finished(std::exception_ptr& error) noexcept override { of_.body_finished(error); }
        scope& of_;
    };
    class drain_limit final : public detail::timer {
    public:
        explicit drain_limit(scope& of) noexcept : of_(of) {}

    private:
        void fire() override { of_.all_.cancel(detail::urgency::at_once); }
        void abandon() noexcept override {}
        scope& of_;
    };
    struct caller_cancelled {
        scope& of;
        void operator()(detail::urgency how) const { of.end(how); }
    };

    void check_loop(const char* function, std::source_location at) const;
    void start_checked(awaitable<void> task);
    void task_finished(std::exception_ptr& error) noexcept;
    void body_finished(std::exception_ptr& error) noexcept;
    void end(detail::urgency);

    const scope_options options_;
    const std::source_location opened_at_;
    task_watcher tasks_{*this};
    body_watcher body_{*this};
    drain_limit limit_{*this};
    caller_cancelled on_caller_cancelled_{*this};
    bool body_runs_ = false;
    bool cancelled_itself_ = false; // true: `cancel` was called
    bool cut_off_ = false;          // true: a cancellation has ended a task
    bool body_cut_off_here_ = false;
    std::exception_ptr body_aborted_;
    std::vector<std::exception_ptr> errors_;
    detail::join all_;
};

/// Opens a scope, runs `body(scope&)`, and waits for all tasks of the scope, in whatever way the body is left.
///
///     co_await with_scope(body);
///     co_await with_scope(scope_policy::collect, body);
///     co_await with_scope(scope_options(scope_policy::supervise).drain(5s), body);
///
/// Returns: what the body returns.
///
/// Errors: an exception that leaves the body cancels the tasks; it is rethrown when they have ended. For the errors of
///   tasks see `scope_policy`. After `scope::cancel` the cancellations are no errors: if the body has no result, the
///   call returns. If the body was to give a result and gave none, the call throws `error::scope_cancelled`. That
///   error is no cancellation: what runs beside the call goes on.
///
/// Cancellation: passed on to the body, and to the tasks (see `scope_options::drain`). All are waited for.
///
/// Lifetime: the body is kept until the end. No task outlives the call.
///
/// Threads: the body and the tasks run on the caller's loop.
///
/// Cost: that of a task for the body, and 40 ns for each task that is started (`bench_each`).
///
/// See also: `run_concurrent` (the number is known).
template <class Body>
[[nodiscard]] auto
with_scope(scope_options options, Body&& body, std::source_location at = std::source_location::current());
template <class Body>
    requires std::invocable<std::decay_t<Body>&, scope&>
[[nodiscard]] auto with_scope(Body&& body, std::source_location at = std::source_location::current());

//
// Implementation
//

namespace detail {

template <class Body, class T>
awaitable<T> run_scope(scope_options options, Body body, std::source_location at)
{
    scope tasks(co_await boost::asio::this_coro::executor, std::move(options), at);
    result<T> value;
    co_await tasks.run([&] { tasks.start_body(body(tasks), value); });
    tasks.rethrow_errors();
    if (!std::is_void_v<T> && !value)
        tasks.throw_no_result();
    co_return take<T>(value);
}

} // namespace detail

template <class Task>
void scope::start(Task&& task, std::source_location at)
{
    detail::check_task_argument<Task>();
    static_assert(
        std::is_void_v<detail::task_result_t<Task>>, "a scope has no place for results: let the task store its own");
    check_loop("start", at);
    if constexpr (detail::awaitable_type<Task>)
        start_checked(std::forward<Task>(task));
    else
        start_checked(detail::call_kept<std::decay_t<Task>>(std::forward<Task>(task)));
}

template <class Body>
auto with_scope(scope_options options, Body&& body, std::source_location at)
{
    using plain = std::decay_t<Body>;
    static_assert(
        std::invocable<plain&, scope&> && detail::awaitable_type<std::invoke_result_t<plain&, scope&>>,
        "the body of with_scope takes a scope& and returns a plait::awaitable");
    detail::check_callable<Body>();
    using T = typename detail::awaitable_result<std::remove_cvref_t<std::invoke_result_t<plain&, scope&>>>::type;
    return detail::run_scope<plain, T>(std::move(options), std::forward<Body>(body), at);
}

template <class Body>
    requires std::invocable<std::decay_t<Body>&, scope&>
auto with_scope(Body&& body, std::source_location at)
{
    return with_scope(scope_options(), std::forward<Body>(body), at);
}

} // namespace plait
