// Handlers that are coroutines, and whatever else a request seldom meets in its handler.
#include "http/connection/connection.hpp"

#include "http/connection/write_response.hpp"
#include <plait/http/status_error.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace plait::http::detail {

namespace {

constexpr std::chrono::seconds time_to_give_up(1); // for a handler that is cancelled, before the client is answered without it
constexpr std::chrono::milliseconds between_looks(250); // for a client's end that reading does not reach

} // namespace

bool connection::wait_for_task()
{
    request_state& with = *current_;
    if (!flush() || reader_.ended())
        return false;
    if (!with.input.room().empty())
        wait_to_read();
    else if (run_.cut_by() == cut::none) // the client has to wait with all that follows
        expires_at(std::min(with.limit->due(), plait::detail::later(loop_.now, between_looks)));
    return false;
}

/// Whether there is nobody to answer. Where there is no room for what the client has sent behind its request, its end is
/// looked for behind that, now and then, and found if the kernel has come by it.
bool connection::client_has_left()
{
    const bool half_is_enough = loop_.options.cancel_on_disconnect();
    if (reader_.ended())
        return reader_.gone() || half_is_enough;
    return current_->input.room().empty() && stream_.has_left(half_is_enough);
}

/// The first reason is what the outcome is told by. The task may have ended when this returns.
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
    switch (run_.timer_fired(clock::now() >= current_->limit->due())) {
    case step::look_for_client: // which `step_handling` does
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

/// The handler has ended, but it has not simply answered, or was cancelled before.
[[gnu::cold, gnu::noinline]] bool connection::step_judged()
{
    using verdict = handler_run::verdict;
    const std::exception_ptr thrown = std::exchange(current_->thrown, nullptr);
    switch (run_.judged(thrown && plait::detail::is_cancellation(thrown))) {
    case verdict::answer:
        return is_final(current_->answer->status()) ? answer(*current_->answer) : answer_wrong_status();
    case verdict::answer_failure:
        return answer_failure(thrown);
    case verdict::unavailable:
        return refuse(status::service_unavailable);
    case verdict::close:
        close();
        return false;
    case verdict::vanish:
        static_cast<void>(life_.closes());
        break;
    }
    return false;
}

bool connection::answer_failure(const std::exception_ptr& thrown)
{
    const status why = status_error::status_of(thrown);
    if (why >= status::internal_server_error)
        loop_.log([this] { return request_line(); }, thrown);
    return answer(status_text(why));
}

[[gnu::cold, gnu::noinline]] bool connection::answer_wrong_status()
{
    loop_.log([this] {
        return request_line() + ": the handler of " + current_->request.route_ + " answered with the status "
               + std::to_string(static_cast<unsigned>(current_->answer->status())) + ", which is none of 200 to 599";
    });
    return answer(status_text(status::internal_server_error));
}

void connection::log_late_failure()
{
    if (const std::exception_ptr thrown = std::exchange(current_->thrown, nullptr);
        thrown && !plait::detail::is_cancellation(thrown))
        loop_.log([this] { return request_line(); }, thrown);
}

std::string connection::request_line() const
{
    std::string line(to_string(current_->request.method()));
    return line.append(" ").append(current_->request.path());
}

} // namespace plait::http::detail
