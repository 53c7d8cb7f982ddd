#include <plait/detail/join/first_wins.hpp>

#include <plait/failures.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

namespace plait::detail {

void first_wins::finished(std::size_t index, std::exception_ptr& error) noexcept
{
    const std::exception_ptr taken = std::exchange(error, nullptr);
    // After a range has thrown, no task wins. After a cancellation of the caller, only a task that succeeds can win.
    if (decided() || all_.error() || (taken && rule_ == rule::first_success && all_.cancelled())) {
        if (!taken || is_cancellation(taken))
            return;
        if (winner_failed_ && all_.caller_is_cancelled() && is_cancellation(errors_.back()))
            errors_.back() = taken; // a join, too, prefers an error to a cancellation
        else
            report_unreported(all_.name(), taken);
        return;
    }
    try {
        if (taken)
            errors_.push_back(taken);
    } catch (...) { // there is no memory to keep the error, so it is the result
        all_.fail(taken);
        return;
    }
    if (!taken || rule_ == rule::first) {
        winner_ = index;
        winner_failed_ = taken != nullptr;
        all_.cancel();
    } else {
        lost();
    }
}

void first_wins::rethrow_errors(const boost::asio::cancellation_state& caller)
{
    all_.rethrow_error(); // throws what a range threw
    if (winner_failed_)
        std::rethrow_exception(errors_.back());
    if (caller.cancelled() != boost::asio::cancellation_type::none)
        throw boost::system::system_error(boost::asio::error::operation_aborted, all_.name());
    throw failures(all_.name(), std::move(errors_));
}

} // namespace plait::detail
