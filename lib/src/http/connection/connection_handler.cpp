// What requests seldom meet in their handlers: waiting for one, and cancelling it.
#include "http/connection/connection.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace plait::http::detail {

bool connection::wait_for_task()
{
    request_state& current = *current_;
    if (!flush() || reader_.ended())
        return false;
    if (!current.input.room().empty())
        wait_to_read();
    else if (run_.cut_by() == cut::none) // the input is full, so the client has to wait with what follows
        expires_at(std::min(current.limit->due(), plait::detail::later(loop_.now, between_looks)));
    return false;
}

/// Whether there is nobody to answer. If the client has sent more behind its request than there is room for, reading
/// does not find that it has gone. Then the stream is asked now and then, and says so if the kernel has received the
/// end.
bool connection::client_has_left()
{
    const bool half_is_enough = loop_.options.cancel_on_disconnect();
    if (reader_.ended())
        return reader_.gone() || half_is_enough;
    return current_->input.room().empty() && stream_.has_left(half_is_enough);
}

/// Cancels the handler, if it runs. It may have ended when this returns.
void connection::cancel_task(cut why, plait::detail::urgency how) noexcept
{
    if (!run_.runs())
        return;
    run_.cut_off(why);
    task_->cancel(how);
}

[[gnu::cold, gnu::noinline]] void connection::time_is_up()
{
    using step = handler_run::step;
    if (current_->streamed && stream_time_is_up())
        return;
    switch (run_.timer_fired(clock::now() >= current_->limit->due())) {
    case step::look_for_client: // `step_handling` does that
        return expires_at(current_->limit->due());
    case step::cut_off:
        loop_.log([this] {
            return request_line() + ": cut off at its handler_timeout, in " + plait::detail::where_suspended(*task_);
        });
        expires_at(plait::detail::later(loop_.now, time_to_give_up));
        return cancel_task(cut::deadline);
    case step::give_up:
        loop_.log([this] { return request_line() + ": ignores its cancellation"; });
        static_cast<void>(refuse(status::service_unavailable));
        break;
    case step::none:
        break;
    }
}

/// Goes on after a handler that has ended otherwise than with an answer, or that was cancelled before.
[[gnu::cold, gnu::noinline]] bool connection::step_judged()
{
    using verdict = handler_run::verdict;
    const std::exception_ptr thrown = std::exchange(current_->thrown, nullptr);
    if (thrown)
        current_->request.upgrade_.reset();
    switch (run_.judged(thrown && plait::detail::is_cancellation(thrown))) {
    case verdict::answer:
        return give_answer();
    case verdict::answer_failure:
        return answer_failure(thrown);
    case verdict::unavailable:
        return refuse(status::service_unavailable);
    case verdict::close:
        close(why_cut());
        return false;
    case verdict::vanish:
        static_cast<void>(life_.closes());
        break;
    }
    return false;
}

} // namespace plait::http::detail
