#pragma once

#include <plait/detail/kernel/count_argument.hpp>
#include <plait/detail/coroutine/plain_function.hpp>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace plait {

/// Calls plain code that blocks or computes for long on a thread of its own, while the caller's loop goes on.
///
///     std::string digest = co_await blocking([&] { return hash(password); });
///
/// The threads belong to the runtime and are shared by all its loops: at most two for each core, but at least four. A
/// thread is started when a function finds none free. When all of them are busy, further functions wait in a queue
/// without a bound. To bound one kind of work by itself, make a `blocking_pool`.
///
/// A function may take a `std::stop_token`, through which it learns that its caller was cancelled:
///
///     co_await blocking([&](std::stop_token stop) { while (!stop.stop_requested() && next()) {} });
///
/// In virtual time (`testing::run_virtual`) the function runs on the loop itself, as a step that takes no time,
/// whatever it does. So a test stays repeatable.
///
/// Returns: what the function returns: any type that can be moved.
///
/// Errors: what the function throws. `asio::error::operation_aborted` if the caller is cancelled before the function is
///   called. `errc::resource_unavailable_try_again` if the system gives the pool not even one thread.
///
/// Cancellation: a function that is still queued is never called, and the call ends at once. A function that runs
///   cannot be stopped, only told through its stop token: the call waits for it, and ends with what the function
///   returns or throws.
///
/// Lifetime: the function does not outlive the call, so it may use the caller's variables. If the runtime goes away
///   meanwhile, a function that runs is told and waited for; a function that is queued is never called.
///
/// Threads: the function is called on another thread, while the loops go on: data that it shares with them needs its
///   own protection. Nothing can be awaited in it, so `guarded` cannot be used there. The caller resumes on its own
///   loop.
///
/// Cost: 20 us to the thread and back, and 2 blocks of memory (`bench_each`).
///
/// See also: `blocking_pool`.
template <class Function>
[[nodiscard]] auto blocking(Function&& function);

/// The number of threads of a `blocking_pool`, and the length of its queue. Each setter returns the options, so that
/// calls can be chained.
class blocking_options {
public:
    blocking_options();

    /// The greatest number of threads. Default: two for each core, but at least 4.
    ///
    /// Errors: `std::invalid_argument` for 0, and for a negative number.
    blocking_options& threads(detail::count_argument most);
    [[nodiscard]] std::size_t threads() const noexcept { return threads_; }

    /// The number of places in the queue. Default 1000.
    ///
    /// Errors: `std::invalid_argument` for a negative number.
    blocking_options& queue(detail::count_argument places);
    [[nodiscard]] std::size_t queue() const noexcept { return queue_; }

private:
    std::size_t threads_;
    std::size_t queue_ = 1000;
};

/// A pool of threads for one kind of blocking work, so that this work does not take the threads of other work.
///
///     blocking_pool pool(blocking_options().threads(2).queue(100));
///     std::string digest = co_await pool.run([&] { return hash(password); });
///
/// A full queue is no error: a task that finds it full waits for a place in it, in the order of arrival. A task that
/// waits costs its frame and no thread. So waiting is the gentler answer, and slows down the tasks that ask for too
/// much. To refuse work instead, look first:
///
///     if (pool.waiting() > 0) co_return too_busy();
///
/// Lifetime: the pool must outlive its calls. Its destructor joins the threads.
///
/// Threads: safe, from tasks of all loops, and of several runtimes.
///
/// Cost: the cost of `blocking`.
class blocking_pool {
public:
    explicit blocking_pool(const blocking_options& options = {});
    ~blocking_pool();
    blocking_pool(const blocking_pool&) = delete;
    blocking_pool& operator=(const blocking_pool&) = delete;

    /// Does what `blocking` does, on the threads of this pool. There is one difference: when a runtime goes away, a
    /// queued function of one of its tasks may still be called until that task is destroyed.
    template <class Function>
    [[nodiscard]] auto run(Function&& function);

    // In virtual time these numbers stay 0.
    [[nodiscard]] std::size_t queued() const noexcept;  ///< The number of functions in the queue.
    [[nodiscard]] std::size_t waiting() const noexcept; ///< The number of functions that found the queue full and wait.
    [[nodiscard]] std::size_t running() const noexcept; ///< The number of functions that run now.
    [[nodiscard]] std::size_t threads() const noexcept; ///< The number of threads started until now; they stay.

private:
    const std::size_t places_;
    std::unique_ptr<detail::thread_pool> threads_;
};

//
// Implementation
//

template <class Function>
auto blocking(Function&& function)
{
    detail::check_plain_function<Function>();
    using plain = std::decay_t<Function>;
    return detail::call_blocking<plain, detail::plain_result_t<plain>>(nullptr, std::forward<Function>(function));
}

template <class Function>
auto blocking_pool::run(Function&& function)
{
    detail::check_plain_function<Function>();
    using plain = std::decay_t<Function>;
    return detail::call_blocking<plain, detail::plain_result_t<plain>>(
        threads_.get(), std::forward<Function>(function));
}

} // namespace plait
