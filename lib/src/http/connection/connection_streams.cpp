// Bodies of answers that are written while they are sent, and what these have in common with bodies that handlers read.
#include "http/connection/connection.hpp"

#include "http/connection/streaming.hpp"
#include "http/connection/write_response.hpp"
#include <plait/http/detail/streamed_body.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace plait::http::detail {

namespace {

// What browsers read over (the specification of EventSource).
constexpr std::string_view sign_of_life = ":\n\n";

} // namespace

//
// The machine
//

/// Goes on with a request that the handler reads while it comes, or whose answer is written while it is sent.
[[gnu::cold, gnu::noinline]] bool connection::step_streamed()
{
    streaming& with = *current_->streamed;
    // While something is written, nothing may be added to it, as the text could move.
    const bool taken =
        with.in && with.in->is_awaited() && !with.out && !writing() && run_.runs() && take_body(*with.in);
    if (!with.in || !with.in->is_awaited())
        static_cast<void>(receive());
    if (run_.runs() && client_has_left())
        cancel_task(cut::client);
    if (run_.runs())
        return wait_for_stream(with) || taken;
    return with.out ? end_stream(*with.out) : answer_reader();
}

/// Sends what was written, and waits for whatever comes first. Returns true if the handler waits for more of the body.
bool connection::wait_for_stream(streaming& with)
{
    if (with.out ? !send_stream(*with.out, false) : !flush())
        return false;
    if (run_.cut_by() == cut::deadline)
        return false; // the timer says when it must have ended
    const bool awaited = with.in && with.in->is_awaited();
    // A handler that was cancelled has no time any more that could be over.
    const bool is_cut = run_.cut_by() != cut::none;
    clock::time_point until = awaited    ? with.in->ends_by
                              : is_cut   ? clock::time_point::max()
                              : with.out ? with.out->due
                                         : current_->limit->due();
    if (with.out && !is_cut)
        until = std::min(until, with.out->heartbeat);
    if (!reader_.ended()) {
        if (awaited || !current_->input.room().empty())
            wait_to_read();
        else
            until = std::min(until, plait::detail::later(loop_.now, between_looks));
    }
    expires_at(until);
    return false;
}

/// The time is up for a part of a body, for a handler that reads one, or for a stream. Returns false if the handler's
/// own time is what is over, or may be.
[[gnu::cold, gnu::noinline]] bool connection::stream_time_is_up()
{
    streaming& with = *current_->streamed;
    const clock::time_point now = clock::now();
    if (with.out) {
        if (run_.cut_by() == cut::deadline) {
            loop_.log([this] { return request_line() + ": ignores its cancellation"; });
            close(ending::stream_timeout);
        } else if (run_.cut_by() == cut::none && with.out->due <= now) {
            loop_.log([this] {
                return request_line() + ": cut off at its stream_timeout, in " + plait::detail::where_suspended(*task_);
            });
            expires_at(plait::detail::later(now, time_to_give_up));
            cancel_task(cut::deadline);
        } else if (with.out->heartbeat <= now) {
            with.out->append(sign_of_life);
        }
        return true;
    }
    if (!with.in || !with.in->is_awaited())
        return false;
    if (with.in->ends_by > now || writing())
        return true;
    reader_.look_again(); // it may have come in this moment
    if (!take_body(*with.in)) {
        with.in->fails(status::request_timeout);
        give_to_handler(*with.in);
    }
    return true;
}

//
// Bodies of answers
//

void connection::body_is_written()
{
    tell(to_look);
}

/// Answers with a body that is written while it is sent.
[[gnu::cold, gnu::noinline]] bool connection::begin_stream()
{
    if (life_.is_cancelled()) { // there is no time left for a task to begin
        close(ending::stopped);
        return false;
    }
    request_state& current = *current_;
    const response& given = *current.answer;
    const bool last = reader_.ended() && (reader_.gone() || current.input.size() <= current.consumed);
    const bool http_1_0 = current.request.is_http_1_0();
    const bool keep_alive = current.parser->keeps_alive() && !http_1_0 && !loop_.draining && !last;
    const reply_frame frame{loop_.date.at(loop_.now), keep_alive, http_1_0, current.request.method() == method::head};
    append_stream_head(current.out.text, given, frame);
    if (!current.streamed)
        current.streamed = std::make_unique<streaming>();
    outgoing_body& out = current.streamed->out.emplace(*this, loop_.here.owner(), !http_1_0);
    out.keeps_alive = keep_alive;
    if (!sends_body(given, frame)) {
        out.has_no_body();
        return true; // the handler has ended, and so has this
    }

    if (out.ends_with_connection())
        stream_.reset_at_close(true); // until the end has gone out
    streamed_body& body = *streamed_body_in(given);
    plait::detail::inheritance inherited = loop_.tasks.around();
    current.label(inherited.values);
    inherited.values = &current.labels;
    if (const auto& most = current.to->options.stream_timeout()) {
        out.due = plait::detail::later(loop_.now, *most);
        current.limit.emplace(out.due, std::nullopt, inherited.deadline);
        inherited.deadline = &*current.limit;
    }
    out.beats_each(body.heartbeat, loop_.now);
    run_.begins();
    try {
        task_ = loop_.tasks.start(body.write(out), out.result, *this, inherited);
    } catch (...) { // there is no memory
        current.thrown = std::current_exception();
        run_.ends(handler_run::state::failed);
    }
    if (loop_.draining && body.ends_with_server)
        cancel_task(cut::server);
    return true;
}

/// Sends what was written. Returns true if nothing is left that has not gone out. `last` is true when nothing more will
/// be written.
bool connection::send_stream(outgoing_body& out, bool last)
{
    request_state& current = *current_;
    while (!writing()) {
        if (!current.out.has_body_apart() && out.has_more(last)) {
            out.take(last, loop_.now);
            current.out.follow_with(out.sending());
        }
        if (!flush())
            return false;
        out.has_sent();
        if (out.has_more(last))
            continue;
        current.out.text.release(); // a stream may wait for long
        return true;
    }
    return false;
}

/// The last byte has been written, or none will be.
bool connection::end_stream(outgoing_body& out)
{
    request_state& current = *current_;
    if (run_.at() == handler_run::state::destroyed || (run_.answered() && out.was_destroyed())) {
        static_cast<void>(life_.closes());
        return false;
    }
    if (const std::exception_ptr thrown = std::exchange(current.thrown, nullptr)) {
        const bool obeyed = run_.cut_by() != cut::none && plait::detail::is_cancellation(thrown);
        if (!obeyed)
            loop_.log([this] { return request_line() + ": the body of its answer ended early"; }, thrown);
        if (!obeyed || run_.cut_by() != cut::server || !streamed_body_in(*current.answer)->ends_with_server) {
            const ending why = obeyed || run_.cut_by() == cut::client ? why_cut() : ending::failed;
            if (run_.cut_by() == cut::client) {
                close(why);
                return false;
            }
            life_.ends(true); // what was written before this answer, and of it, goes out
            if (loop_.ends.are_told())
                ends(current.answer->status(), why, current.input.size() - current.consumed);
            return true;
        }
    }
    if (run_.cut_by() == cut::client || out.is_stopped()) { // some of the body may be missing
        close(why_cut());
        return false;
    }
    if (!send_stream(out, true)) {
        if (life_.is_cancelled())
            close(ending::stopped);
        return false;
    }
    if (out.ends_with_connection())
        stream_.reset_at_close(false);
    const bool unread = current.streamed->in && !current.streamed->in->is_whole();
    const bool keep_alive = out.keeps_alive && !loop_.draining && !life_.is_cancelled();
    const http::status answered = current.answer->status();
    current.answer.reset(); // while the request is there, which the callable may use to its end
    current.streamed.reset();
    current.input.consume(current.consumed);
    reader_.goes_to(stage::head);
    life_.answered(keep_alive, !current.input.empty() || reader_.may_read());
    if (unread)
        life_.refused();
    if (loop_.ends.are_told())
        ends(answered, ending::answered, current.input.size());
    return true;
}

/// Lets tasks go on that wait for a client who is given up, as they may not hear of their cancellation.
void connection::stop_streams() noexcept
{
    if (!current_ || !current_->streamed)
        return;
    try {
        if (auto& in = current_->streamed->in) {
            if (!in->is_over())
                in->fails(status::service_unavailable);
            if (in->is_awaited())
                in->answer();
        }
        if (auto& out = current_->streamed->out)
            out->stops();
    } catch (...) { // there is no memory to resume them; the cancellation reaches those that hear of it
        loop_.log("a connection was closed", std::current_exception());
    }
}

} // namespace plait::http::detail
