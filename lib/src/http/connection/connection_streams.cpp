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
    if (current_->file)
        return step_file();
    incoming_body* const in = current_->incoming();
    outgoing_body* const out = current_->writing;
    // While something is written, nothing may be added to it, as the text could move.
    const bool taken = in && in->is_awaited() && !out && !writing() && run_.runs() && take_body(*in);
    if (!in || !in->is_awaited())
        static_cast<void>(receive());
    if (run_.runs() && client_has_left())
        cancel_task(cut::client);
    if (run_.runs())
        return wait_for_stream() || taken;
    return out ? end_stream(*out) : answer_reader();
}

/// Sends what was written, and waits for whatever comes first. Returns true if the handler waits for more of the body.
bool connection::wait_for_stream()
{
    incoming_body* const in = current_->incoming();
    outgoing_body* const out = current_->writing;
    if (out ? !send_stream(*out, false) : !flush())
        return false;
    if (run_.cut_by() == cut::deadline)
        return false; // the timer says when it must have ended
    const bool awaited = in && in->is_awaited();
    // A handler that was cancelled has no time any more that could be over.
    const bool is_cut = run_.cut_by() != cut::none;
    clock::time_point until = awaited  ? in->ends_by
                              : is_cut ? clock::time_point::max()
                              : out    ? out->due
                                       : current_->limit->due();
    if (out && !is_cut)
        until = std::min(until, out->heartbeat);
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
    incoming_body* const in = current_->incoming();
    outgoing_body* const out = current_->writing;
    const clock::time_point now = clock::now();
    if (out) {
        if (run_.cut_by() == cut::deadline) {
            loop_.log([this] { return request_line() + ": ignores its cancellation"; });
            close(ending::stream_timeout);
        } else if (run_.cut_by() == cut::none && out->due <= now) {
            loop_.log([this] {
                return request_line() + ": cut off at its stream_timeout, in " + plait::detail::where_suspended(*task_);
            });
            expires_at(plait::detail::later(now, time_to_give_up));
            cancel_task(cut::deadline);
        } else if (out->heartbeat <= now) {
            out->append(sign_of_life);
        }
        return true;
    }
    if (!in || !in->is_awaited())
        return false;
    if (in->ends_by > now || writing())
        return true;
    reader_.look_again(); // it may have come in this moment
    if (!take_body(*in)) {
        in->fails(status::request_timeout);
        give_to_handler(*in);
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
    response& given = *current.answer;
    const bool http_1_0 = current.request.is_http_1_0();
    const bool keep_alive = !http_1_0 && may_keep_alive();
    const reply_frame frame{loop_.date.at(loop_.now), keep_alive, http_1_0, current.request.method() == method::head};
    append_stream_head(current.out.text, given, frame);
    current.to->streams.set();
    outgoing_body& out = current.begin_writing(*this, loop_.here.owner(), !http_1_0, take_streamed_body(given));
    out.keeps_alive = keep_alive;
    const bool has_body = sends_body(given, frame);
    given = response(given.status()); // its fields have been written
    if (!has_body) {
        out.has_no_body();
        return true; // the handler has ended, and so has this
    }

    if (out.ends_with_connection())
        stream_.reset_at_close(true); // until the end has gone out
    streamed_body& body = out.callable();
    plait::detail::inheritance inherited = loop_.tasks.around();
    current.label(inherited.values);
    inherited.values = &current.labels;
    if (const auto& most = current.to->options.stream_timeout())
        inherited.deadline = &out.limited(plait::detail::later(loop_.now, *most), inherited.deadline);
    out.beats(loop_.now);
    run_.begins();
    try {
        task_ = loop_.tasks.start(out.begins(), out.result, *this, inherited);
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
        if (out.has_more(last))
            out.take(last, loop_.now, current.out.text);
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
    // What a callable has written before it threw is sent.
    if (current.thrown && run_.cut_by() == cut::none && !out.is_stopped() && !send_stream(out, false)) {
        if (life_.is_cancelled())
            close(ending::stopped);
        return false;
    }
    if (const std::exception_ptr thrown = std::exchange(current.thrown, nullptr)) {
        const bool obeyed = run_.cut_by() != cut::none && plait::detail::is_cancellation(thrown);
        if (!obeyed)
            loop_.log([this] { return request_line() + ": the body of its answer ended early"; }, thrown);
        if (!obeyed || run_.cut_by() != cut::server || !out.callable().ends_with_server) {
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
    const bool unread = current.incoming() && !current.incoming()->is_whole();
    const bool keep_alive = out.keeps_alive && !loop_.draining && !life_.is_cancelled();
    auto next_parser = std::make_unique<std::optional<request_parser>>();
    current.end_streams(); // while the request is there, which the callable may use to its end
    current.parsing = std::move(next_parser);
    return end_body(keep_alive, unread);
}

/// The last byte of a body has gone out that was sent by and by. `unread`: some of the request's own body was not read.
bool connection::end_body(bool keep_alive, bool unread)
{
    request_state& current = *current_;
    const http::status answered = current.answer->status();
    current.answer.reset();
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
        if (incoming_body* const in = current_->incoming()) {
            if (!in->is_over())
                in->fails(status::service_unavailable);
            if (in->is_awaited())
                in->answer();
        }
        if (current_->writing)
            current_->writing->stops();
    } catch (...) { // there is no memory to resume them; the cancellation reaches those that hear of it
        loop_.log("a connection was closed", std::current_exception());
    }
}

} // namespace plait::http::detail
