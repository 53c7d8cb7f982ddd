#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/kernel/count_argument.hpp>

#include <cstddef>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace plait {

/// N loops, each with a thread of its own while `run` is called.
///
///     plait::runtime runtime;                    // a loop for each core
///     runtime.run(http::serve(app, options));    // until SIGINT or SIGTERM
///
/// Errors: if the system has no descriptors (three for each loop), threads or memory left, the constructor and `run`
///   throw a `boost::system::system_error` that says which loop could not be made: "cannot make loop 340 of 1024: ...".
///   `std::invalid_argument` for 0 loops or a negative number.
///
/// Threads: one thread at a time may use a runtime.
///
/// Cost: 170 us to make, run and destroy a runtime of one loop (`bench_each`).
class runtime {
public:
    explicit runtime(detail::count_argument loops = cores());
    ~runtime();
    runtime(const runtime&) = delete;
    runtime& operator=(const runtime&) = delete;

    /// Runs a coroutine to its end, on the first loop and on the calling thread. The other loops run until then.
    ///
    /// Returns: the coroutine's result. If a signal cancels a coroutine without a result (or a `run_concurrent` of such
    ///   coroutines), see below, `run` returns as if the coroutine had ended by itself.
    ///
    /// Errors: what the coroutine throws. If a signal has cancelled a coroutine that was to give a result,
    ///   `error::interrupted` in place of `asio::error::operation_aborted`. An exception that leaves a handler posted
    ///   to a loop, past any coroutine, stops the runtime: all suspended coroutines are destroyed, the exception is
    ///   rethrown, and the runtime cannot run again (`std::logic_error`). A call from inside a loop is a
    ///   `std::logic_error`, too: `co_await` the coroutine there.
    ///
    /// Cancellation: the first SIGINT or SIGTERM cancels the coroutine, and `run` waits for it to finish. A second one
    ///   ends the process. A signal that is ignored at the call stays ignored: nohup and shells ignore signals for
    ///   programs that they start in the background. While `run` runs, writing to a pipe that nobody reads is an error
    ///   and no SIGPIPE, unless the program has a handler of its own. Before and after `run` the signals are as the
    ///   program set them.
    template <class T>
    T run(awaitable<T> main);

    [[nodiscard]] std::size_t loops() const noexcept;

    [[nodiscard]] static std::size_t cores() noexcept; ///< The number of cores that this process may use; at least 1.

private:
    class implementation;
    void run_to_end(awaitable<void> main, bool for_result);

    std::unique_ptr<implementation> implementation_;
};

//
// Implementation
//

namespace detail {

/// Whether a result says nothing: that of a `void` task, or of `run_concurrent` of such tasks.
template <class T>
inline constexpr bool is_nothing = std::is_void_v<T> || std::is_same_v<T, std::monostate>;
template <class... T>
inline constexpr bool is_nothing<std::tuple<T...>> = (is_nothing<T> && ...);

} // namespace detail

template <class T>
T runtime::run(awaitable<T> main)
{
    detail::result<T> value;
    run_to_end(detail::store(std::move(main), value), !detail::is_nothing<T>);
    if constexpr (detail::is_nothing<T>)
        return T();
    else
        return detail::take<T>(value);
}

} // namespace plait
