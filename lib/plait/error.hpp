#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <boost/system/error_code.hpp>

#include <exception>
#include <string>
#include <string_view>

namespace plait {

/// plait's own errors. Awaitables throw them as `boost::system::system_error`; Asio's errors come as Asio's.
enum class error {
    /// The time given to `with_timeout` ran out before its task finished, or `rate_limiter::acquire` saw that it would.
    /// A timeout is never reported as `asio::error::operation_aborted`, which says that the caller was cancelled.
    timed_out = 1,
    /// Tasks are waiting, but no timer is set and nothing can run: they would wait for ever. This happens only in
    /// virtual time.
    deadlock,
    /// The channel to send to is closed.
    closed,
    /// SIGINT or SIGTERM ended a coroutine that was to give a result: see `runtime::run`.
    interrupted,
    /// `scope::cancel` ended a body that was to give a result, before it gave one.
    scope_cancelled,
};

[[nodiscard]] const boost::system::error_category& error_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(error) noexcept;

/// The text of an exception, for a log: its `what()`, or what is known of an exception that is not a `std::exception`,
/// or "no error" if there is none. The text leaves out the files and functions of Asio that Boost adds to what it
/// throws.
[[nodiscard]] std::string describe(const std::exception_ptr&);

/// A function that is called with every error that a join cannot rethrow because another error was first. So no error
/// is lost without a trace. Cancellations that the join caused itself are not errors. The default function gives the
/// errors to `log`.
///
/// Threads: the function is called on the loop of the join, so it must be safe on several loops at once. Set it before
///   loops run.
///
/// Cost: the cost of the function, and nothing while there is no such error.
using dropped_error_handler = void (*)(std::string_view where, const std::exception_ptr&) noexcept;
dropped_error_handler on_dropped_error(dropped_error_handler) noexcept; ///< Returns the previous one.

} // namespace plait

template <>
struct boost::system::is_error_code_enum<plait::error> : std::true_type {};
