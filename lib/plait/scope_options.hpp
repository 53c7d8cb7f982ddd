#pragma once

#include <plait/clock.hpp>

#include <exception>
#include <functional>

namespace plait {

/// What a `scope` does when one of its tasks fails.
enum class scope_policy {
    /// Cancels all of them, and the body; the error is rethrown. An error that comes after it goes to `on_dropped_error`.
    fail_fast,
    /// Lets the others go on; when all have ended, `failures` with all the errors is thrown.
    collect,
    /// Lets the others go on, and throws nothing: the error is handed to the function of `scope_options::on_error`, or goes
    /// to `on_dropped_error`.
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
    scope_options(scope_policy chosen) noexcept : policy_(chosen) {} // not explicit: the policy is often all there is

    /// When the caller is cancelled, the body is at once, and the tasks only if they are not done after this time: so that
    /// a server which is told to stop completes its background work. Default 0: they are cancelled at once.
    ///
    /// The time is counted once, from the first cancellation: to cancel again what drains does nothing. Of scopes inside
    /// each other the time of the outer one is the limit: when it is over, those inside do not drain any longer, nor does one
    /// that has not begun to. A caller that no function of plait has started, as that of `runtime::run`, or of `co_spawn`,
    /// can end it, too: its second cancellation ends the time.
    /// Errors: `std::invalid_argument` for a negative time.
    scope_options& drain(clock::duration most);

    /// For `scope_policy::supervise`: called with each error, on the loop of the scope. It must not throw.
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
