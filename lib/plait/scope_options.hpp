#pragma once

#include <plait/clock.hpp>

#include <exception>
#include <functional>

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

} // namespace plait
