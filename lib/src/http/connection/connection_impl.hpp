#pragma once

#include "http/connection/connection.hpp"
#include "http/socket/peer_of.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <span>
#include <string>
#include <utility>

namespace plait::http::detail {

constexpr std::size_t read_ahead = 256; // room behind a head, for a part of what follows
constexpr std::chrono::seconds last_chance(1); // for a client that sends a request, or is refused, as the server stops

template <class Stream>
struct connection<Stream>::ready_handler {
    connection* self;
    void operator()(error_code failed) const noexcept { self->on_ready(failed); }
};

template <class Stream>
struct connection<Stream>::write_handler {
    connection* self;
    void operator()(error_code failed, std::size_t count) const noexcept { self->on_written(failed, count); }
};

template <class Stream>
connection<Stream>::connection(
    Stream stream, loop_state& of, plait::detail::join& tasks, connection_set<Stream>& owner)
    : connection_timer(of.here.owner()), stream_(std::move(stream)), loop_(of), tasks_(tasks), owner_(owner),
      peer_(peer_of(stream_)), proxy_header_due_(of.options.proxy_protocol())
{
}

template <class Stream>
connection<Stream>::~connection()
{
    drop_state();
}

//
// The machine
//

/// Does what has come to be done, and then goes as far as it can. Nothing that happens to a connection leaves here as an
/// exception: it ends that connection alone.
template <class Stream>
template <class Function>
void connection<Stream>::act(Function&& happened) noexcept
{
    assert(!acting_);
    acting_ = true;
    {
        plait::detail::door opened(loop_.here); // whatever task runs now: it has nothing to do with this
        loop_.now = clock::coarse_now();
        try {
            happened();
            go_on();
        } catch (...) {
            loop_.log("a connection ended", std::current_exception());
            close();
        }
    }
    acting_ = false;
    if (over())
        owner_.ended(*this); // and this is gone
}

// Flattened: a request goes through nearly all of what this calls, once, and calls were a part of its cost.
template <class Stream>
[[gnu::flatten]] void connection<Stream>::go_on()
{
    do {
        if (told_ != 0) [[unlikely]]
            obey();
    } while (step() || told_ != 0);
}

// A request without a body knows two phases, which are asked for first: a jump through a table takes more.
template <class Stream>
bool connection<Stream>::step()
{
    if (phase_ == phase::head) [[likely]]
        return step_head();
    if (phase_ == phase::handling) [[likely]]
        return step_handling();
    switch (phase_) {
    case phase::body:
        return step_body();
    case phase::ending:
        return step_ending();
    case phase::lingering:
        return step_lingering();
    default: // closed
        return false;
    }
}

template <class Stream>
bool connection<Stream>::over() const noexcept
{
    return phase_ == phase::closed && !waiting_ && !writing_ && !task_;
}

template <class Stream>
void connection<Stream>::start() noexcept
{
    act([] {});
}

template <class Stream>
void connection<Stream>::drain() noexcept
{
    tell(to_drain);
}

template <class Stream>
void connection<Stream>::cancel(plait::detail::urgency how) noexcept
{
    tell(how == plait::detail::urgency::at_once ? to_cancel | to_hurry : to_cancel);
}

template <class Stream>
void connection<Stream>::tell(told what) noexcept
{
    told_ |= what;
    if (!acting_)
        act([] {});
}

/// Does what it was told.
template <class Stream>
[[gnu::noinline]] void connection<Stream>::obey()
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

template <class Stream>
std::string connection<Stream>::described() const
{
    if (task_)
        return request_line() + ", in " + plait::detail::where_suspended(*task_);
    if (phase_ == phase::body)
        return request_line() + ", whose body has not come";
    if (phase_ == phase::lingering)
        return "a client that sends on, though it was answered";
    return writing_ ? "a client that does not take its answer" : "a client that has not sent its request";
}

template <class Stream>
void connection<Stream>::expire()
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
// Reading
//

template <class Stream>
void connection<Stream>::wait_to_read()
{
    if (waiting_)
        return;
    stream_.async_wait_to_read(ready_handler{this});
    waiting_ = true;
}

template <class Stream>
void connection<Stream>::on_ready(error_code failed) noexcept
{
    waiting_ = false;
    act([&] {
        readable_ = true;
        if (failed)
            eof_ = gone_ = true; // or it is closed, where that does not matter
    });
}

/// Reads into the input what it has room for, if something may have come. True: something has, or the end.
template <class Stream>
bool connection<Stream>::receive()
{
    if (!readable_)
        return false;
    const std::span<char> room = current_->input.room();
    if (room.empty())
        return false;
    const std::size_t count = read_some({room.data(), room.size()});
    current_->input.received(count);
    return count > 0 || eof_;
}

template <class Stream>
std::size_t connection<Stream>::read_some(boost::asio::mutable_buffer to)
{
    error_code failed;
    const std::size_t count = stream_.read_some(to, failed);
    readable_ = false;
    if (failed && failed != boost::asio::error::would_block) {
        eof_ = true;
        gone_ = failed != boost::asio::error::eof;
    }
    return count;
}

} // namespace plait::http::detail

#include "http/connection/connection_body_impl.hpp"
#include "http/connection/connection_handler_impl.hpp"
#include "http/connection/connection_head_impl.hpp"
#include "http/connection/connection_write_impl.hpp"
