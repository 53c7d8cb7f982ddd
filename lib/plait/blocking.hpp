#pragma once

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
/// The threads are those of the runtime, shared by all its loops: at most two for each core, but at least four. One is
/// started when a function finds none free; more functions than that wait in a queue without end. To have a
/// bound of its own for one kind of work, make a `blocking_pool`.
///
/// A function may take a `std::stop_token`, through which it learns that its caller was cancelled:
///
///     co_await blocking([&](std::stop_token stop) { while (!stop.stop_requested() && next()) {} });
///
/// In virtual time (`testing::run_virtual`) the function runs on the loop itself, as a step that takes no time, whatever
/// it does: so a test stays repeatable.
///
/// Returns: what the function returns: any type that can be moved.
///
/// Errors: what the function throws. `asio::error::operation_aborted` if the caller is cancelled before the function is
///   called. `errc::resource_unavailable_try_again` if the system gives the pool not even one thread.
///
/// Cancellation: a function that is still queued is never called, and the call ends at once. One that runs cannot be
///   stopped, only told: the call waits for it, and ends as ever.
///
/// Lifetime: the function does not outlive the call, so it may use the caller's variables. Where the runtime goes away
///   meanwhile, one that runs is told and waited for; one that is queued is dropped.
///
/// Threads: the function is called on another thread, at the same time as all else: what it shares needs its own
///   protection. `guarded` and other things that are awaited are not to be had there. The caller resumes on its own loop.
///
/// Cost: 20 us to the thread and back, and 2 blocks of memory (`bench_each`).
///
/// See also: `blocking_pool`.
template <class Function>
[[nodiscard]] auto blocking(Function&& function);

/// How many threads a `blocking_pool` has, and how long its queue is. Each setter returns the options, so that they chain.
class blocking_options {
public:
    blocking_options();

    /// At most, at least 1 (`std::invalid_argument`). Default: two for each core, but at least 4.
    blocking_options& threads(std::size_t most);
    [[nodiscard]] std::size_t threads() const noexcept { return threads_; }

    /// Places in the queue. Default 1000.
    blocking_options& queue(std::size_t places) noexcept;
    [[nodiscard]] std::size_t queue() const noexcept { return queue_; }

private:
    std::size_t threads_;
    std::size_t queue_ = 1000;
};

/// Threads of its own for one kind of blocking work, so that it does not take those of the others.
///
///     blocking_pool pool(blocking_options().threads(2).queue(100));
///     std::string digest = co_await pool.run([&] { return hash(password); });
///
/// A full queue is no error: who finds it full waits for a place in it, in the order of arrival. A task that waits costs
/// its frame and no thread, so waiting is the gentler answer, and slows those down that ask for too much. Who would rather
/// refuse looks first:
///
///     if (pool.waiting() > 0) co_return too_busy();
///
/// Lifetime: must outlive its calls. Its end joins the threads.
///
/// Threads: safe, from tasks of all loops, and of several runtimes.
///
/// Cost: as `blocking`.
class blocking_pool {
public:
    explicit blocking_pool(const blocking_options& options = {});
    ~blocking_pool();
    blocking_pool(const blocking_pool&) = delete;
    blocking_pool& operator=(const blocking_pool&) = delete;

    /// As `blocking`, on the threads of this pool. One difference: where a runtime goes away, a function of its tasks that
    /// is queued may still be called until its task is destroyed.
    template <class Function>
    [[nodiscard]] auto run(Function&& function);

    // In virtual time they stay 0.
    [[nodiscard]] std::size_t queued() const noexcept;  ///< Functions in the queue.
    [[nodiscard]] std::size_t waiting() const noexcept; ///< Those that found it full.
    [[nodiscard]] std::size_t running() const noexcept; ///< Functions that run now.
    [[nodiscard]] std::size_t threads() const noexcept; ///< Started until now; they stay.

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
