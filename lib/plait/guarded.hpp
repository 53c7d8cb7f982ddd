#pragma once

#include <plait/detail/result.hpp>
#include <plait/detail/strand.hpp>
#include <plait/detail/task_argument.hpp>
#include <plait/detail/waiter.hpp>

#include <concepts>
#include <exception>
#include <ranges>
#include <type_traits>
#include <utility>

namespace plait {

/// A value that tasks of all loops share, protected by a strand: reached only through functions that run one at a time.
///
///     plait::guarded<int> hits{0};
///     int count = co_await hits.with([](int& n) { return ++n; });
///
/// The function is plain code, not a coroutine: the strand is held while it runs, and nothing waits inside it. What it
/// returns is a copy; it cannot return a reference, pointer or view, which would reach the value from outside.
///
/// Threads: safe. No thread ever blocks: a task that finds the value in use is suspended, and the function is then run
///   by the thread that holds the strand, in the order of arrival.
///
/// Lifetime: must outlive every `with`. Neither copied nor moved.
template <class T>
class guarded {
public:
    template <class... Arguments>
        requires std::constructible_from<T, Arguments...>
    explicit guarded(Arguments&&... arguments) : value_(std::forward<Arguments>(arguments)...) {}
    guarded(const guarded&) = delete;
    guarded& operator=(const guarded&) = delete;

    /// Calls `function(value)` alone.
    ///
    /// Returns: what the function returns.
    ///
    /// Errors: what the function throws; the strand is left all the same.
    ///
    /// Cancellation: none while it waits, as that takes only as long as the functions ahead of it.
    ///
    /// Threads: the caller resumes on its own loop. The function may run on another.
    template <class Function>
    [[nodiscard]] auto with(Function&& function);

private:
    template <class Function, class Result>
    awaitable<Result> run(Function function);
    template <class Function, class Result>
    class queued;

    detail::strand strand_;
    T value_;
};

template <class T>
guarded(T) -> guarded<T>;

//
// Implementation
//

namespace detail {

// A value that may leave a guarded one: nothing that still points into it.
template <class R>
concept detached_result =
    std::is_void_v<R> ||(std::is_object_v<R> && !std::is_pointer_v<R> && !(std::ranges::view<R> && !std::is_void_v<R>));

} // namespace detail

/// A call that found the strand taken.
template <class T>
template <class Function, class Result>
class guarded<T>::queued final : public detail::strand::job {
public:
    queued(guarded& owner, Function& function) : owner_(owner), function_(function) {}

    auto run_by_whoever_is_inside()
    {
        return finished_.suspend([this] {
            if (owner_.strand_.enter_or_queue(*this)) {
                detail::strand& inside = owner_.strand_;
                run();
                inside.leave();
            }
        });
    }

    Result take()
    {
        if (error_)
            std::rethrow_exception(error_);
        if constexpr (!std::is_void_v<Result>)
            return *std::move(result_);
    }

private:
    void run() noexcept override
    {
        try {
            if constexpr (std::is_void_v<Result>) {
                std::move(function_)(owner_.value_);
            } else {
                result_.emplace(std::move(function_)(owner_.value_));
            }
        } catch (...) {
            error_ = std::current_exception();
        }
        finished_.post();
    }

    guarded& owner_;
    Function& function_;
    detail::result<Result> result_;
    std::exception_ptr error_;
    detail::waiter finished_;
};

template <class T>
template <class Function, class Result>
awaitable<Result> guarded<T>::run(Function function)
{
    if (strand_.try_enter()) {
        struct leave {
            detail::strand& inside;
            ~leave() { inside.leave(); }
        } on_exit{strand_};
        co_return std::move(function)(value_);
    }
    queued<Function, Result> call(*this, function);
    co_await call.run_by_whoever_is_inside();
    co_return call.take();
}

template <class T>
template <class Function>
auto guarded<T>::with(Function&& function)
{
    using plain = std::decay_t<Function>;
    static_assert(std::invocable<plain, T&>, "the function of guarded::with takes the value by reference");
    using result = std::invoke_result_t<plain, T&>;
    static_assert(
        !detail::awaitable_type<result>,
        "the function of guarded::with is not a coroutine: the value would be open while it waits. Await first, and "
        "pass what you got into the function");
    static_assert(
        detail::awaitable_type<result> || detail::detached_result<result>,
        "the function of guarded::with returns a copy: a reference, pointer or view would reach the value unprotected");
    detail::check_callable<Function>();
    return run<plain, result>(std::forward<Function>(function));
}

} // namespace plait
