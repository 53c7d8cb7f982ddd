// What a connection is told by others, writes that do not go at once, and the end.
#include "http/connection/connection.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace plait::http::detail {

//
// What it is told
//

void connection::cancel(plait::detail::urgency how) noexcept
{
    tell(how == plait::detail::urgency::at_once ? to_cancel | to_hurry : to_cancel);
}

void connection::tell(told what) noexcept
{
    told_ |= what;
    if (!acting_)
        act([] {});
}

/// Does what it was told.
[[gnu::noinline]] void connection::obey()
{
    const told what = std::exchange(told_, told());
    if ((what & to_drain) != 0) {
        readable_ = true; // what it waits for may have come in this moment
        if (phase_ == phase::lingering || (phase_ == phase::head && !writing_)) {
            phase_ends_ = std::min(phase_ends_, plait::detail::later(loop_.now, last_chance)); // of lingering
            expires_by(plait::detail::later(loop_.now, last_chance));
        }
    }
    if ((what & to_cancel) != 0) {
        cancelled_ = true;
        if (phase_ != phase::handling || (!task_ && writing_))
            close();
        else if (task_)
            cancel_task(
                cut::server,
                (what & to_hurry) != 0 ? plait::detail::urgency::at_once : plait::detail::urgency::in_time);
        else if (cut_ == cut::none) // it has ended meanwhile, by that cancellation perhaps
            cut_ = cut::server;
    }
}

std::string connection::describe() const
{
    if (task_)
        return request_line() + ", in " + plait::detail::where_suspended(*task_);
    if (phase_ == phase::body)
        return request_line() + ", whose body has not come";
    if (phase_ == phase::lingering)
        return "a client that sends on, though it was answered";
    return writing_ ? "a client that does not take its answer" : "a client that has not sent its request";
}

open_connection::missing connection::waits_for() const noexcept
{
    if (!waiting_ || phase_ != phase::head)
        return missing::nothing;
    if (!current_)
        return missing::request;
    return writing_ ? missing::nothing : missing::rest_of_head;
}

void connection::expire()
{
    act([this] {
        if (writing_ || phase_ == phase::ending || phase_ == phase::lingering)
            return close(); // it does not read
        if (phase_ == phase::handling)
            return time_is_up();
        expired_ = true;
        readable_ = true; // what is missing may have come in the same moment
    });
}

//
// Writes that do not go at once
//

void connection::write_rest()
{
    request_state& with = *current_;
    expires_at(plait::detail::later(loop_.now, loop_.options.write_timeout()));
    const std::string_view output = with.output.bytes();
    const byte_stream::pieces rest{
        boost::asio::buffer(output.data(), output.size()),
        boost::asio::const_buffer(with.apart.data(), with.apart.size()) + with.apart_sent};
    stream_.write_rest(rest, *this);
    writing_ = true;
}

void connection::written(error_code failed, std::size_t count) noexcept
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

//
// The end
//

bool connection::step_ending()
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
[[gnu::cold, gnu::noinline]] void connection::linger()
{
    phase_ = phase::lingering;
    stream_.shut_down_sending();
    const clock::duration most = loop_.options.linger_total_timeout();
    phase_ends_ = plait::detail::later(
        loop_.now, loop_.draining ? std::min<clock::duration>(most, last_chance) : most);
    linger_on();
}

void connection::linger_on()
{
    expires_at(std::min(plait::detail::later(loop_.now, loop_.options.linger_timeout()), phase_ends_));
}

[[gnu::cold, gnu::noinline]] bool connection::step_lingering()
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

void connection::close() noexcept
{
    if (std::exchange(phase_, phase::closed) == phase::closed)
        return;
    never_expires();
    stream_.close();
    cancel_task(cut::client);
}

} // namespace plait::http::detail
