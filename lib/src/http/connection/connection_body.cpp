// Bodies that did not come together with their heads.
#include "http/connection/connection.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

namespace plait::http::detail {

bool connection::begin_body()
{
    request_state& current = *current_;
    if (current.parser().limit_body(body_limit()) == progress::refused)
        return refuse_body();

    give_back_place(); // until the handler starts
    reader_.goes_to(stage::body);
    current.body_come = 0;
    current.body_began = loop_.now;
    must_end_by_ = plait::detail::later(
        loop_.now, current.to && current.to->options.body_total_timeout() ? *current.to->options.body_total_timeout()
                                                                          : loop_.options.body_total_timeout());
    body_goes_on();
    const bool by_handler = current.to && current.to->reader;
    if (!by_handler && current.parser().expects_continue() && !current.request.is_http_1_0()
        && current.input.size() == current.consumed) {
        if (!current.to) { // then the client may keep its body
            shape_otherwise();
            return refuse(*current.answer);
        }
        ask_to_continue();
    }
    if (current.parser().has_chunked_body()) {
        // The input must not move from here on, as the request points into it. So there is room for all, and the head
        // is parsed again where it is now.
        current.input.reserve(parse_limits::chunk_room + read_ahead);
        if (parse() != progress::done || current.parser().limit_body(body_limit()) != progress::done)
            return refuse_head(refusal_);
        find_route();
    }
    return by_handler ? begin_streamed_body() : true;
}

void connection::ask_to_continue()
{
    constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
    current_->out.text.reserve(interim.size());
    current_->out.text.append(interim);
}

bool connection::step_body()
{
    if (writing())
        return false;
    return current_->parser().has_chunked_body() ? step_chunked_body() : step_sized_body();
}

bool connection::step_sized_body()
{
    request_state& current = *current_;
    const std::size_t length = current.parser().content_length();
    std::string& text = request_parser::body_storage(current.request);
    text.resize(current.body_come);
    if (const std::string_view there = current.input.bytes().substr(current.consumed, length - current.body_come);
        !there.empty()) {
        text += there;
        current.body_come += there.size();
        current.consumed += there.size();
    }
    if (current.body_come == length) {
        request_parser::set_body(current.request, text);
        return handle_if_there_is_room();
    }
    if (!reader_.may_read())
        return wait_for_body();
    const boost::asio::mutable_buffer come = loop_.scratch_buffer(length - current.body_come);
    const std::size_t count = read_some(come);
    text.append(static_cast<const char*>(come.data()), count); // memory grows with what has come, not with what was announced
    current.body_come += count;
    if (count > 0)
        body_goes_on();
    return true;
}

bool connection::step_chunked_body()
{
    request_state& current = *current_;
    std::size_t used = 0;
    const progress made = current.parser().parse_chunks(current.input.bytes().substr(current.consumed), used);
    current.input.erase_after(current.consumed, used);
    current.body_come += used;
    if (made == progress::done)
        return handle_if_there_is_room();
    if (made == progress::refused)
        return refuse_body();
    if (!receive())
        return wait_for_body();
    body_goes_on();
    return true;
}

/// A body may be too large for this server, but not for the place to which the client is sent on.
[[gnu::cold, gnu::noinline]] bool connection::refuse_body()
{
    request_state& current = *current_;
    const http::status why = current.parser().refusal();
    const bool leads_on = !current.to && current.answer->status() == status::temporary_redirect;
    if (why != status::payload_too_large)
        return refuse(why);
    if (leads_on)
        return refuse(*current.answer);
    return refuse(why, "body_limit is " + std::to_string(body_limit()) + " bytes");
}

/// The body begins, or a part of it has come: there is time for the next part, until the time for all of it is over.
void connection::body_goes_on()
{
    const endpoint* to = current_->to;
    const clock::duration most =
        to && to->options.body_timeout() ? *to->options.body_timeout() : loop_.options.body_timeout();
    clock::time_point ends = std::min(plait::detail::later(loop_.now, most), must_end_by_);
    incoming_body* const in = current_->incoming();
    if (const std::size_t rate = loop_.options.least_body_rate(); rate > 0) {
        constexpr std::size_t most_earned = 1'000'000'000; // as nanoseconds it fits into a duration
        const std::chrono::seconds earned(std::min(current_->body_come / rate, most_earned));
        // The time in which a handler does not ask for more is not the client's.
        const clock::time_point began = in ? plait::detail::earlier(loop_.now, in->waited) : current_->body_began;
        ends = std::min(ends, plait::detail::later(plait::detail::later(began, most), earned));
    }
    if (in)
        in->ends_by = ends;
    expires_at(ends);
    if (loop_.now < ends)
        reader_.in_time();
}

/// Waits for the rest of a body, of which no more has come so far.
bool connection::wait_for_body()
{
    if (reader_.late())
        return refuse(status::request_timeout);
    if (reader_.ended())
        close(ending::client_left);
    else if (flush())
        wait_to_read();
    return false;
}

} // namespace plait::http::detail
