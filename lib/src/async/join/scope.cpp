#include <plait/scope.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <stdexcept>
#include <string>

namespace plait {

scope_options& scope_options::drain(clock::duration most)
{
    if (most < clock::duration::zero())
        throw std::invalid_argument("plait::scope_options: a negative drain time; give 0 to cancel at once");
    drain_ = most;
    return *this;
}

scope_options& scope_options::on_error(std::function<void(const std::exception_ptr&)> handler)
{
    on_error_ = std::move(handler);
    return *this;
}

scope::scope(executor here, scope_options options, std::source_location opened_at)
    : options_(std::move(options)), opened_at_(opened_at), all_(here, "scope")
{
}

scope::~scope()
{
    all_.parent().owner().remove(limit_);
}

void scope::cancel(std::source_location at)
{
    check_loop("cancel", at);
    cancelled_itself_ = true;
    all_.cancel();
}

std::size_t scope::size() const noexcept
{
    return all_.running() - (body_runs_ ? 1 : 0);
}

void scope::check_loop(const char* function, std::source_location at) const
{
    if (all_.parent().runs_here())
        return;
    auto text = [](std::source_location place) {
        return std::string(place.file_name()) + ":" + std::to_string(place.line());
    };
    throw std::logic_error(
        "plait::scope::" + std::string(function) + " at " + text(at)
        + " is called on another loop than that of the scope, which was opened at " + text(opened_at_)
        + ": open a scope on each loop (on_all_loops), or send the work there (channel)");
}

void scope::start_checked(awaitable<void> task)
{
    all_.start(std::move(task), &tasks_);
}

void scope::task_finished(std::exception_ptr& error) noexcept
{
    if (!error)
        return;
    if (all_.cancelled() && detail::is_cancellation(error)) {
        error = nullptr;
        cut_off_ = true;
        return;
    }
    if (options_.policy() == scope_policy::fail_fast)
        return; // the join cancels the other tasks
    const std::exception_ptr taken = std::exchange(error, nullptr);
    if (options_.policy() == scope_policy::collect) {
        try {
            errors_.push_back(taken);
        } catch (...) { // there is no memory to keep the error, so it is the result, as with fail_fast
            error = taken;
        }
    } else if (options_.on_error()) {
        options_.on_error()(taken);
    } else {
        detail::report_unreported("scope", taken);
    }
}

void scope::body_finished(std::exception_ptr& error) noexcept
{
    body_runs_ = false;
    if (!error || !detail::is_cancellation(error))
        return; // if the body failed, the join cancels the tasks
    body_aborted_ = std::exchange(error, nullptr);
    body_cut_off_here_ = cancelled_itself_;
    if (!all_.caller_is_cancelled())
        all_.cancel();
}

void scope::end(detail::urgency how)
{
    if (how == detail::urgency::at_once || options_.drain() == clock::duration::zero())
        return all_.cancel(how);
    all_.parent().owner().add(limit_, detail::later(clock::now(), options_.drain()));
    all_.cancel_one(body_);
}

void scope::rethrow_errors()
{
    if (!errors_.empty()) {
        if (all_.error())
            errors_.insert(errors_.begin(), all_.error());
        throw failures("scope", std::move(errors_));
    }
    all_.rethrow_error();
    if (body_aborted_ && (!body_cut_off_here_ || all_.caller_is_cancelled()))
        std::rethrow_exception(body_aborted_);
    if (cut_off_ && all_.caller_is_cancelled())
        throw boost::system::system_error(boost::asio::error::operation_aborted, "scope");
}

void scope::throw_no_result()
{
    throw boost::system::system_error(error::scope_cancelled, "scope");
}

} // namespace plait
