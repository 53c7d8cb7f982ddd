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

void connection::start_task(const endpoint& to)
{
    request_state& with = *current_;
    const clock::duration most
        = to.options.handler_timeout() ? *to.options.handler_timeout() : loop_.options.handler_timeout();
    plait::detail::inheritance given = loop_.tasks.around();
    with.limit.emplace(plait::detail::later(loop_.now, most), std::nullopt, given.deadline);
    given.deadline = &*with.limit;
    given.label = with.request.route_;
    try {
        task_ = loop_.tasks.start(to.coroutine(*to.handler, with.request), with.answer, *this, given);
    } catch (...) { // it is no coroutine and threw, or there is no memory
        with.thrown = std::current_exception();
    }
    if (task_)
        expires_at(with.limit->due());
}

/// The task has ended. If that is while it is started or cancelled, what does so looks at the outcome.
void connection::finished(std::exception_ptr& error) noexcept
{
    task_ = nullptr;
    current_->thrown = std::exchange(error, nullptr);
    if (!acting_)
        act([this] {
            if (phase_ != phase::handling) // the client was answered without it
                log_late_failure();
        });
}

bool connection::wait_for_task()
{
    request_state& with = *current_;
    if (!flush() || eof_)
        return false;
    if (!with.input.room().empty())
        wait_to_read();
    else if (cut_ == cut::none) // the client has to wait with all that follows
        expires_at(std::min(with.limit->due(), plait::detail::later(loop_.now, between_looks)));
    return false;
}

/// Whether there is nobody to answer. Where there is no room for what the client has sent behind its request, its end is
/// looked for behind that, now and then, and found if the kernel has come by it.
bool connection::client_has_left()
{
    const bool half_is_enough = loop_.options.cancel_on_disconnect();
    if (gone_ || (eof_ && half_is_enough))
        return true;
    return !eof_ && current_->input.room().empty() && stream_.has_left(half_is_enough);
}

/// The first reason is what the outcome is told by. The task may have ended when this returns.
void connection::cancel_task(cut why, plait::detail::urgency how) noexcept
{
    if (!task_)
        return;
    if (cut_ == cut::none)
        cut_ = why;
    task_->cancel(how);
}

[[gnu::cold, gnu::noinline]] void connection::time_is_up()
{
    if (cut_ == cut::none && clock::now() < current_->limit->due()) {
        expires_at(current_->limit->due()); // what was due is another look for its client
    } else if (cut_ == cut::none) {
        loop_.log([this] {
            return request_line() + ": cut off at its handler_timeout, in " + plait::detail::where_suspended(*task_);
        });
        expires_at(plait::detail::later(loop_.now, time_to_give_up));
        cancel_task(cut::deadline);
    } else if (cut_ == cut::deadline) {
        loop_.log([this] { return request_line() + ": ignores its cancellation"; });
        static_cast<void>(refuse(status::service_unavailable));
    }
}

[[gnu::cold, gnu::noinline]] bool connection::answer_failure()
{
    const std::exception_ptr thrown = std::exchange(current_->thrown, nullptr);
    if (cut_ == cut::none || !plait::detail::is_cancellation(thrown)) {
        const status why = status_error::status_of(thrown);
        if (why >= status::internal_server_error)
            loop_.log([this] { return request_line(); }, thrown);
        return answer(status_text(why));
    }
    if (cut_ == cut::deadline)
        return refuse(status::service_unavailable);
    close();
    return false;
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
