// Bodies that did not come together with their heads.
#include "http/connection/connection.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace plait::http::detail {

namespace {

constexpr std::size_t body_piece = 64 * 1024;

} // namespace

bool connection::begin_body()
{
    request_state& with = *current_;
    if (with.parser->limit_body(body_limit()) == progress::refused)
        return refuse_body();

    reader_.goes_to(stage::body);
    with.body_come = 0;
    phase_ends_ = plait::detail::later(
        loop_.now, with.to && with.to->options.body_total_timeout() ? *with.to->options.body_total_timeout()
                                                                    : loop_.options.body_total_timeout());
    body_goes_on();
    if (with.parser->expects_continue() && !with.request.is_http_1_0() && with.input.size() == with.consumed) {
        if (!with.to) // it may keep its body
            return refuse(*with.answer);
        constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
        with.out.text.reserve(interim.size());
        with.out.text.append(interim);
    }
    if (with.parser->has_chunked_body()) {
        // The input does not move from here on, so the request can point into it: parse it again.
        with.input.reserve(parse_limits::chunk_room + read_ahead);
        if (parse() != progress::done || with.parser->limit_body(body_limit()) != progress::done)
            return refuse(refusal_);
        find_route();
    }
    return true;
}

bool connection::step_body()
{
    if (writing())
        return false;
    return current_->parser->has_chunked_body() ? step_chunked_body() : step_sized_body();
}

bool connection::step_sized_body()
{
    request_state& with = *current_;
    const std::size_t length = with.parser->content_length();
    std::string& text = request_parser::body_storage(with.request);
    if (const std::string_view there = with.input.bytes().substr(with.consumed, length - with.body_come); !there.empty()) {
        text.resize(with.body_come);
        text += there;
        with.body_come += there.size();
        with.consumed += there.size();
    }
    if (with.body_come == length) {
        request_parser::set_body(with.request, text);
        return handle();
    }
    if (!reader_.may_read())
        return wait_for_body();
    if (with.body_come == text.size()) // memory grows with what has come, not with what was announced
        text.resize(with.body_come + std::min(length - with.body_come, body_piece));
    const std::size_t count = read_some(boost::asio::buffer(text) + with.body_come);
    with.body_come += count;
    if (count > 0)
        body_goes_on();
    return true;
}

bool connection::step_chunked_body()
{
    request_state& with = *current_;
    std::size_t used = 0;
    const progress made = with.parser->parse_chunks(with.input.bytes().substr(with.consumed), used);
    with.input.erase_after(with.consumed, used);
    if (made == progress::done)
        return handle();
    if (made == progress::refused)
        return refuse_body();
    if (!receive())
        return wait_for_body();
    body_goes_on();
    return true;
}

/// One that is too large for here, where it is only sent on, may be taken where that leads to.
[[gnu::cold, gnu::noinline]] bool connection::refuse_body()
{
    request_state& with = *current_;
    const http::status why = with.parser->refusal();
    const bool leads_on = !with.to && with.answer->status() == status::temporary_redirect;
    return leads_on && why == status::payload_too_large ? refuse(*with.answer) : refuse(why);
}

/// The body begins, or some of it has come: there is time for more, until that for all of it is over.
void connection::body_goes_on()
{
    const endpoint* to = current_->to;
    const clock::duration most =
        to && to->options.body_timeout() ? *to->options.body_timeout() : loop_.options.body_timeout();
    expires_at(std::min(plait::detail::later(loop_.now, most), phase_ends_));
    if (loop_.now < phase_ends_)
        reader_.in_time();
}

/// No more of it has come so far.
bool connection::wait_for_body()
{
    if (reader_.late())
        return refuse(status::request_timeout);
    if (reader_.ended())
        close();
    else if (flush())
        wait_to_read();
    return false;
}

} // namespace plait::http::detail
