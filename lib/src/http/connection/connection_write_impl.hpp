#pragma once

// The part of connection_impl.hpp that writes answers, and ends.
#include "http/connection/connection_impl.hpp"

#include "http/connection/write_response.hpp"

namespace plait::http::detail {

constexpr std::size_t largest_copied_body = 16 * 1024; // beyond, a body is sent from where it is
constexpr std::size_t most_batched = 32 * 1024;        // answers that go out in one write

/// Answers a request, and is ready for the next one.
template <class Stream>
bool connection<Stream>::answer(const response& given)
{
    request_state& with = *current_;
    const bool last = eof_ && (gone_ || with.input.size() <= with.consumed); // of a client that sends no more
    const bool keep_alive = with.parser->keeps_alive() && !loop_.draining && !cancelled_ && !last;
    append(given, keep_alive);
    with.input.consume(with.consumed);
    phase_ = keep_alive ? phase::head : phase::ending;
    lingers_ = !with.input.empty() || readable_;
    if (!with.apart.empty() || with.output.size() >= most_batched)
        static_cast<void>(flush()); // if not all goes at once, the next request waits: `writing_` says so
    return true;
}

/// Answers what cannot be served, and ends: where a request's end is not known, the next one's start is not either.
template <class Stream>
[[gnu::cold, gnu::noinline]] bool connection<Stream>::refuse(const response& given)
{
    expired_ = false;
    append(given, false);
    phase_ = phase::ending;
    lingers_ = true;
    return true;
}

template <class Stream>
void connection<Stream>::append(const response& given, bool keep_alive)
{
    request_state& with = *current_;
    const reply_frame frame{
        loop_.date.at(loop_.now), keep_alive, with.request.is_http_1_0(), with.request.method() == method::head};
    append_head(with.output, given, frame);
    if (!sends_body(given, frame))
        return;
    if (given.body().size() > largest_copied_body) {
        with.apart = given.body();
    } else {
        with.output.reserve(given.body().size());
        with.output.append(given.body());
    }
}

/// Writes what the socket takes at once, nearly always all; then true. Else it goes on by itself.
template <class Stream>
bool connection<Stream>::flush()
{
    request_state& with = *current_;
    if (writing_)
        return false;
    if (with.output.empty()) // and nothing apart, which follows it
        return true;
    error_code failed; // in that case nothing was written, and `write_rest` meets it again
    const std::string_view output = with.output.bytes();
    with.output.consume(stream_.write_some(boost::asio::buffer(output.data(), output.size()), failed));
    if (with.output.empty() && with.apart.empty())
        return true;
    with.apart_sent = 0;
    write_rest();
    return false;
}

template <class Stream>
void connection<Stream>::write_rest()
{
    request_state& with = *current_;
    expires_at(plait::detail::later(loop_.now, loop_.options.write_timeout()));
    const std::string_view output = with.output.bytes();
    const std::array<boost::asio::const_buffer, 2> rest{
        boost::asio::buffer(output.data(), output.size()),
        boost::asio::const_buffer(with.apart.data(), with.apart.size()) + with.apart_sent};
    stream_.async_write_some(rest, write_handler{this});
    writing_ = true;
}

template <class Stream>
void connection<Stream>::on_written(error_code failed, std::size_t count) noexcept
{
    writing_ = false;
    act([&] {
        if (phase_ == phase::closed)
            return;
        if (failed || cancelled_)
            return close();
        request_state& with = *current_;
        const std::size_t of_output = std::min(count, with.output.size());
        with.output.consume(of_output);
        with.apart_sent += count - of_output;
        if (!with.output.empty() || with.apart_sent < with.apart.size())
            return write_rest();
        with.apart = {};
        if (phase_ == phase::body)
            body_goes_on();
        else if (phase_ == phase::handling && task_)
            expires_at(with.limit->due());
    });
}

template <class Stream>
bool connection<Stream>::step_ending()
{
    if (current_ && !flush()) {
        if (cancelled_)
            close();
        return false;
    }
    if (!lingers_ || cancelled_ || eof_) {
        close();
        return false;
    }
    linger();
    return true;
}

/// Reads on for a while before closing: closing a socket with unread input resets it, and the client may lose the
/// answer (RFC 9112 section 9.6). Most clients look for an answer only when they have sent all of a request.
template <class Stream>
[[gnu::cold, gnu::noinline]] void connection<Stream>::linger()
{
    phase_ = phase::lingering;
    stream_.shutdown_send();
    const clock::duration most = loop_.options.linger_total_timeout();
    phase_ends_ = plait::detail::later(
        loop_.now, loop_.draining ? std::min<clock::duration>(most, last_chance) : most);
    linger_on();
}

template <class Stream>
void connection<Stream>::linger_on()
{
    expires_at(std::min(plait::detail::later(loop_.now, loop_.options.linger_timeout()), phase_ends_));
}

template <class Stream>
[[gnu::cold, gnu::noinline]] bool connection<Stream>::step_lingering()
{
    if (!task_) // else it is the one of a handler that runs on
        drop_state();
    if (readable_ && read_some(loop_.thrown_away()) > 0)
        linger_on();
    if (eof_)
        close();
    else
        wait_to_read();
    return false;
}

template <class Stream>
void connection<Stream>::close() noexcept
{
    if (std::exchange(phase_, phase::closed) == phase::closed)
        return;
    never_expires();
    stream_.close();
    cancel_task(cut::client);
}

} // namespace plait::http::detail
