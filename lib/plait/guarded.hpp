#pragma once

#include <plait/detail/coroutine/takes_copy.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/kernel/giving_way.hpp>
#include <plait/detail/sync/turn_queue.hpp>

#include <concepts>
#include <exception>
#include <iterator>
#include <optional>
#include <source_location>
#include <string_view>
#include <type_traits>
#include <utility>

namespace plait {

/// A value that tasks of all loops share. It is reached only through functions, which run one at a time.
///
///     plait::guarded<int> hits{0};
///     int count = co_await hits.with([](int& n) { return ++n; });
///
/// The function is plain code, not a coroutine: no other function gets the value while it runs, so nothing waits inside
/// it. The function returns a copy. It cannot return a reference, pointer or view, which would reach the value from
/// outside.
///
/// Lifetime: the guarded value must outlive every `with`. It can be neither copied nor moved.
///
/// Threads: safe. No thread ever blocks: a task that finds the value in use is suspended, and the thread that uses the
///   value runs its function afterwards, in the order of arrival.
///
/// Cost: 23 ns for a `with` from one loop, 41 ns from two that collide, no memory (`bench_shared_state`).
template <class T>
class guarded {
public:
    template <class... Arguments>
        requires std::constructible_from<T, Arguments...>
    explicit guarded(Arguments&&... arguments) : value_(std::forward<Arguments>(arguments)...) {}
    guarded(const guarded&) = delete;
    guarded& operator=(const guarded&) = delete;

    /// Calls `function(value)` while no other function has the value.
    ///
    /// Returns: what the function returns.
    ///
    /// Errors: what the function throws. Other functions can use the value all the same.
    ///
    /// Cancellation: does not end the wait, which takes only as long as the functions ahead of this one.
    ///
    /// Threads: the caller resumes on its own loop. The function may run on another loop.
    template <class Function>
    [[nodiscard]] auto with(Function&& function, std::source_location where = std::source_location::current());

private:
    template <class Function, class Result>
    awaitable<Result> run(Function function, std::source_location where);

    detail::turn_queue turns_;
    T value_ PLAIT_GUARDED_BY(turns_);
};

template <class T>
guarded(T) -> guarded<T>;

//
// Implementation
//

namespace detail {

// The type of a result that may leave the guarded value, as it cannot point into it.
template <class R>
concept detached_result = std::is_void_v<R>
                          || (std::is_object_v<R> && !std::is_pointer_v<R>
                              && (!std::is_class_v<R>
                                  || (!std::ranges::enable_view<R> && !std::input_or_output_iterator<R>
                                      && std::is_same_v<R, std::unwrap_reference_t<R>>)));

} // namespace detail

template <class T>
template <class Function, class Result>
awaitable<Result> guarded<T>::run(Function function, std::source_location where)
{
    if (!detail::gives_way() && turns_.try_enter_soon()) {
        detail::leaving_turn on_exit(turns_);
        detail::written(&turns_, "a guarded value", where); // a simulation sees that the turn queue orders the uses
        co_return std::move(function)(value_);
    }

    // This is not a detail::result, because its std::monostate needs <variant>: 2 MB more for each file with a handler.
    std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> result;
    std::exception_ptr error;
    auto call = [&]() PLAIT_REQUIRES(turns_) noexcept {
        try {
            if constexpr (std::is_void_v<Result>) {
                std::move(function)(value_);
            } else {
                result.emplace(std::move(function)(value_));
            }
        } catch (...) {
            error = std::current_exception();
        }
    };
    using closure = decltype(call);
    co_await detail::call_in_turn(
        turns_, [](void* stored) PLAIT_UNCHECKED noexcept { (*static_cast<closure*>(stored))(); }, &call);
    if (error)
        std::rethrow_exception(error);
    if constexpr (!std::is_void_v<Result>)
        co_return *std::move(result);
}

template <class T>
template <class Function>
auto guarded<T>::with(Function&& function, std::source_location where)
{
    using plain = std::decay_t<Function>;
    static_assert(std::invocable<plain, T&>, "the function of guarded::with takes the value by reference");
    static_assert(
        !detail::takes_copy<plain, T>(),
        "the function of guarded::with takes the value by reference, as what it changes of a copy is lost: [](int& n), or "
        "[](const int& n) to read");
    using result = std::invoke_result_t<plain, T&>;
    static_assert(
        !detail::awaitable_type<result>,
        "the function of guarded::with is not a coroutine: the value would be open while it waits. Await first, and "
        "pass what you got into the function");
    static_assert(
        detail::awaitable_type<result> || detail::detached_result<result>,
        "the function of guarded::with returns a copy: a reference, pointer, iterator or view would reach the "
        "value unprotected");
    detail::check_callable<Function>();
    return run<plain, result>(std::forward<Function>(function), where);
}

} // namespace plait
