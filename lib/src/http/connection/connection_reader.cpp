// Bodies of requests that handlers read while they come.
#include "http/connection/connection.hpp"

#include "http/connection/streaming.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// Calls a handler that reads the body.
awaitable<response> connection::call_reader(const endpoint& to)
{
    request_state& current = *current_;
    if (!current.reading) { // the body is here
        current.reading = std::make_unique<body_reading>();
        current.streamed = true;
        current.reading->reader.emplace(current.request.body());
    }
    request_parser::set_body(current.request, {});
    request_parser::has_reader(current.request, true);
    return to.reader(*to.handler, current.request, *current.reading->reader);
}

bool connection::begin_streamed_body()
{
    request_state& current = *current_;
    current.reading = std::make_unique<body_reading>();
    current.streamed = true;
    incoming_body& in = current.reading->in.emplace(
        *this, request_parser::body_storage(current.request),
        current.parser().has_chunked_body() ? std::size_t(0) : current.parser().content_length());
    current.reading->reader.emplace(in);
    return handle_if_there_is_room();
}

/// Lets the handler have what has come of the body that it waits for. Returns true if something has.
bool connection::take_body(incoming_body& in)
{
    request_state& current = *current_;
    if (!in.was_asked_for_before() && current.parser().expects_continue() && !current.request.is_http_1_0()
        && current.input.size() == current.consumed)
        ask_to_continue();
    if (current.parser().has_chunked_body())
        take_chunks(in);
    else
        take_sized(in);
    current.body_come += in.piece().size();
    if (in.piece().empty() && !in.is_over()) {
        if (!reader_.ended())
            return false;
        cancel_task(cut::client);
        in.fails(status::bad_request); // for a handler that does not hear of that, as it is shielded
    }
    give_to_handler(in);
    return true;
}

/// Lets the handler go on with what has come, or with the error.
void connection::give_to_handler(incoming_body& in)
{
    wait_has_ended(in);
    in.answer();
}

/// The handler's own time begins anew.
void connection::wait_has_ended(incoming_body& in)
{
    in.waited = plait::detail::difference(in.waited, plait::detail::between(loop_.now, in.waits_since));
    const auto& given = current_->to->options.handler_timeout();
    current_->limit.emplace(
        plait::detail::later(loop_.now, given ? *given : loop_.options.handler_timeout()), std::nullopt,
        loop_.tasks.around().deadline);
}

void connection::take_sized(incoming_body& in)
{
    request_state& current = *current_;
    std::string& piece = in.piece();
    const std::size_t most = std::min(in.left(), body_reader::most_at_once);
    if (const std::string_view there = current.input.bytes().substr(current.consumed, most); !there.empty()) {
        piece = there;
        current.input.erase_after(current.consumed, there.size());
    } else if (reader_.may_read()) {
        const boost::asio::mutable_buffer come = loop_.scratch_buffer(most);
        piece.assign(static_cast<const char*>(come.data()), read_some(come));
    }
    in.came(piece.size());
}

void connection::take_chunks(incoming_body& in)
{
    request_state& current = *current_;
    do {
        std::size_t used = 0;
        const progress made = current.parser().parse_chunks(current.input.bytes().substr(current.consumed), used);
        current.input.erase_after(current.consumed, used);
        request_parser::set_body(current.request, {});
        if (made == progress::done)
            in.ends();
        else if (made == progress::refused)
            in.fails(current.parser().refusal());
    } while (in.piece().empty() && !in.is_over() && receive());
}

/// Drops what is here of a body that the handler has not read to its end. Returns true if more would have to come: then
/// the answer is the last one, as the client may never send the rest, or for ever.
bool connection::leaves_body_unread()
{
    request_state& current = *current_;
    if (!current.incoming() || current.incoming()->is_whole())
        return false;
    incoming_body& in = *current.incoming();
    if (!in.is_over()) {
        in.piece().clear();
        if (current.parser().has_chunked_body()) {
            std::size_t used = 0;
            if (current.parser().parse_chunks(current.input.bytes().substr(current.consumed), used) == progress::done)
                in.ends();
            current.input.erase_after(current.consumed, used);
            request_parser::set_body(current.request, {});
        } else {
            const std::size_t there = std::min(in.left(), current.input.size() - current.consumed);
            current.input.erase_after(current.consumed, there);
            in.came(there);
        }
    }
    in.closes();
    if (in.is_awaited()) // by a read that was given up
        in.answer();
    if (in.is_whole())
        return false;
    current.parser().closes();
    current.request.upgrade_.reset(); // its first bytes would be those of the body
    return true;
}

void connection::body_is_awaited()
{
    const auto note = [this] {
        incoming_body& in = *current_->incoming();
        // The client was answered without this handler, or will be in a moment.
        if (!handling() || run_.cut_by() == cut::deadline) {
            in.fails(status::service_unavailable);
            return in.answer();
        }
        in.waits_since = loop_.now;
        body_goes_on();
    };
    if (acting_)
        return note(); // the step that runs now goes on with it
    act(note);
}

void connection::body_is_given_up()
{
    const auto note = [this] {
        if (handling() && run_.cut_by() == cut::none)
            wait_has_ended(*current_->incoming());
    };
    if (acting_)
        return note();
    act(note);
}

/// Answers as the handler says that has read the body, or a part of it.
bool connection::answer_reader()
{
    if (writing())
        return false;
    const bool unread = leaves_body_unread();
    const bool usual = run_.answered() && run_.cut_by() == cut::none;
    const bool goes_on = usual ? give_answer() : step_judged();
    if (current_->streamed && !current_->writing && !current_->file) {
        current_->end_streams();
        if (unread && life_.at() == life::state::ending)
            life_.refused();
    }
    return goes_on;
}

} // namespace plait::http::detail
