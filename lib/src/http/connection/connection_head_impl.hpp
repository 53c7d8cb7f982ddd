#pragma once

// The part of connection_impl.hpp that reads heads.
#include "http/connection/connection_impl.hpp"

#include "http/parse/proxy_header.hpp"

namespace plait::http::detail {

constexpr int most_empty_lines = 8;

template <class Stream>
bool connection<Stream>::step_head()
{
    if (writing_)
        return false;
    bool empty = false;
    do {
        empty = !current_ || current_->input.empty();
        const progress made = empty ? progress::more : parse();
        if (made == progress::done)
            return begin_body();
        empty = empty || current_->input.empty(); // an empty line goes away
        if (made == progress::refused)
            return refuse_head(refusal_);
    } while (receive_head());
    if (expired_ && !empty) {
        const bool goes_on = refuse_head(status::request_timeout);
        lingers_ = false; // all that came was read, and the connection's place may be needed
        return goes_on;
    }
    if (expired_ || eof_ || (loop_.draining && empty && served_)) {
        lingers_ = lingers_ && !expired_; // what it was answered it has had time to read
        phase_ = phase::ending;
        return true;
    }
    if (current_ && !flush())
        return false;
    if (empty)
        drop_state();
    wait_for_head();
    wait_to_read();
    return false;
}

template <class Stream>
[[gnu::cold, gnu::noinline]] bool connection<Stream>::refuse_head(http::status why)
{
    if (!proxy_header_due_)
        return refuse(why);
    close(); // it is not known to be HTTP
    return false;
}

/// Looks for a whole head at the front of the input.
template <class Stream>
request_parser::progress connection<Stream>::parse()
{
    request_state& with = *current_;
    if (proxy_header_due_) [[unlikely]]
        if (const progress made = take_proxy_header(); made != progress::done)
            return made;
    while (with.input.bytes().starts_with("\r\n")) { // RFC 9112 section 2.2: an empty line ahead of a request is ignored
        with.input.consume(2);
        if (++empty_lines_ > most_empty_lines) {
            with.request.clear();
            refusal_ = status::bad_request;
            return progress::refused;
        }
    }
    if (with.input.empty() || with.input.bytes() == "\r") {
        with.request.clear(); // else an answer, as 408, would be shaped by the request before, which another client may have sent
        return progress::more;
    }
    with.input.reserve(read_ahead); // now: once there is a head, its bytes must not move
    with.parser.emplace(with.request, loop_.limits, with.host);
    const progress made = with.parser->parse_head(with.input.bytes());
    refusal_ = with.parser->refusal();
    return made;
}

/// Looks for the PROXY protocol's header, ahead of the first request.
template <class Stream>
request_parser::progress connection<Stream>::take_proxy_header()
{
    const proxy_header found = parse_proxy_header(current_->input.bytes(), peer_);
    if (found.made == proxy_header::progress::more)
        return progress::more;
    if (found.made == proxy_header::progress::refused)
        return progress::refused;
    current_->input.consume(found.size);
    current_->request.peer(peer_, &loop_.options.trust_proxies());
    proxy_header_due_ = false;
    return progress::done;
}

/// More of a head, or of those that follow. Once each time that something has come, though that may not be all: a client that
/// sends without an end would keep all others waiting.
template <class Stream>
bool connection<Stream>::receive_head()
{
    if (!readable_)
        return false;
    need_state();
    current_->input.reserve(read_ahead);
    return receive();
}

/// Before waiting for a head, or for more of one.
template <class Stream>
void connection<Stream>::wait_for_head()
{
    const bool begun = current_ != nullptr; // or else what came before was an empty line
    if (std::exchange(head_begun_, begun) && begun)
        return;
    if (loop_.draining)
        return expires_by(plait::detail::later(loop_.now, last_chance));
    const server_options& options = loop_.options;
    expires_at(plait::detail::later(loop_.now, begun ? options.head_timeout() : options.idle_timeout()));
}

template <class Stream>
void connection<Stream>::need_state()
{
    if (!current_) {
        current_ = loop_.request_states.take();
        current_->request.background_ = loop_.background ? &*loop_.background : nullptr;
        current_->request.peer(peer_, &loop_.options.trust_proxies());
    }
}

template <class Stream>
void connection<Stream>::drop_state() noexcept
{
    if (current_)
        loop_.request_states.give_back(std::exchange(current_, nullptr));
}

} // namespace plait::http::detail
