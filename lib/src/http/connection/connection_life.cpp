// The start of a connection, what others tell it, writes that do not go out at once, and its end.
#include "http/connection/connection.hpp"

#include "http/connection/streaming.hpp"
#include "http/socket/counted_stream.hpp"
#include "http/socket/proxied_stream.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace plait::http::detail {

namespace {

/// The size of a part of a block of memory in which another part follows.
template <class Type>
constexpr std::size_t room_of = (sizeof(Type) + alignof(std::max_align_t) - 1) / alignof(std::max_align_t)
                                * alignof(std::max_align_t);

} // namespace

//
// The start
//

void connection::start(const moving_stream& from, loop_state& loop)
{
    const bool proxied = loop.options.proxy_protocol();
    const bool counts = loop.ends.are_told();
    const std::size_t behind_counted = room_of<connection> + (counts ? room_of<counted_stream> : 0);
    const std::size_t behind = behind_counted + (proxied ? room_of<proxied_stream> : 0);
    auto* const block = static_cast<std::byte*>(::operator new(behind + from.size));
    byte_stream* stream = from.move(from.from, block + behind);
    if (proxied)
        stream = ::new (block + behind_counted) proxied_stream(*stream);
    if (counts) // on top, as the proxy's header is no part of a request
        stream = ::new (block + room_of<connection>) counted_stream(*stream);
    auto* const added = ::new (block) connection(*stream, loop);
    loop.connections.add(*added);
    if (proxied) // the proxy has its header ready: the time for it, and for the first head, begins now
        added->reader_.goes_to(stage::head);
    added->act([] {});
}

connection::connection(byte_stream& stream, loop_state& of) noexcept
    : connection_timer(of.here.owner()), stream_(stream), loop_(of)
{
}

connection::~connection()
{
    if (loop_.ends.are_told())
        cut_short(ending::stopped); // the loop goes away
    give_back_place();
    drop_state();
    std::destroy_at(&stream_);
}

//
// What others tell it
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

/// Does what the connection was told.
[[gnu::noinline]] void connection::obey()
{
    const told what = std::exchange(told_, told());
    if ((what & to_drain) != 0) {
        reader_.look_again(); // what the connection waits for may have come in this moment
        if (life_.at() == life::state::lingering || (life_.serves() && reader_.in_head() && !writing())) {
            must_end_by_ = std::min(must_end_by_, plait::detail::later(loop_.now, last_chance)); // for one that lingers
            expires_by(plait::detail::later(loop_.now, last_chance));
        }
    }
    if ((what & to_drain) != 0 && handling() && run_.runs() && current_->writing
        && current_->writing->callable().ends_with_server)
        cancel_task(cut::server);
    if ((what & to_cancel) != 0) {
        life_.cancelled();
        if (!handling() || (!run_.runs() && writing()))
            close(ending::stopped);
        else if (run_.runs())
            cut_off((what & to_hurry) != 0);
        else // the handler has ended meanwhile, perhaps as it heard of the same cancellation
            run_.cut_off(cut::server);
    }
}

/// Cancels the handler or the stream for the server. Tasks of it that are shielded go on, but in a hurry they do not wait
/// for the client.
void connection::cut_off(bool in_a_hurry) noexcept
{
    cancel_task(cut::server, in_a_hurry ? plait::detail::urgency::at_once : plait::detail::urgency::in_time);
    if (in_a_hurry)
        stop_streams();
}

std::string connection::describe() const
{
    if (run_.runs())
        return request_line() + ", in " + plait::detail::where_suspended(*task_);
    if (life_.serves() && reader_.at() == stage::body)
        return request_line() + ", whose body has not come";
    if (life_.serves() && reader_.at() == stage::waits)
        return request_line() + ", whose turn has not come";
    if (life_.at() == life::state::lingering)
        return "a client that sends on, though it was answered";
    return writing() ? "a client that has not taken its whole answer" : "a client that has not sent its request";
}

open_connection::missing connection::waits_for() const noexcept
{
    if (!reader_.waits() || !life_.serves() || !reader_.in_head())
        return missing::nothing;
    if (reader_.at() == stage::idle)
        return missing::request;
    return writing() ? missing::nothing : missing::rest_of_head;
}

void connection::expire()
{
    act([this] {
        if (writing() || life_.at() == life::state::ending || life_.at() == life::state::lingering)
            return close(late_end()); // the client does not read
        if (handling())
            return time_is_up();
        reader_.time_is_up();
    });
}

//
// Writes that do not go out at once
//

void connection::write_rest()
{
    clock::time_point until = plait::detail::later(loop_.now, loop_.options.write_timeout());
    if (current_->writing)
        until = std::min(until, current_->writing->due);
    expires_at(until);
    stream_.write_rest(current_->out.pieces(), *this);
    writer_ = writer_state::waits_for_room;
}

void connection::written(error_code failed, std::size_t count) noexcept
{
    writer_ = writer_state::idle;
    act([&] {
        if (life_.at() == life::state::closed)
            return;
        if (current_->file && current_->file->waits)
            current_->file->sent(count);
        else
            current_->out.sent(count);
        if (loop_.ends.are_told())
            count_sent(count);
        if (failed && current_->file)
            return file_failed(failed);
        if (failed || life_.is_cancelled())
            return close(failed ? ending::client_left : ending::stopped);
        if (!current_->out.empty())
            return write_rest();
        if (handling() && run_.runs() && !current_->streamed) // a stream sets the timer itself, in its next step
            expires_at(current_->limit->due());
        else if (life_.serves() && reader_.at() == stage::body)
            body_goes_on();
    });
}

//
// The end
//

bool connection::step_ending()
{
    if (current_ && !flush()) {
        if (life_.is_cancelled())
            close(ending::stopped);
        return false;
    }
    if (life_.is_upgraded_after_all(reader_.gone()))
        return false; // `leave` goes on
    if (life_.lingers_after_all(!reader_.ended())) {
        linger();
        return true;
    }
    close(ending::client_left); // if a request is here, it is a part of a head, behind which the end came
    return false;
}

/// Begins to read on for a while before the stream is closed. Closing a socket with unread input resets the connection,
/// and the client may lose the answer (RFC 9112 section 9.6): most clients look for an answer only when they have sent
/// all of their request.
[[gnu::cold, gnu::noinline]] void connection::linger()
{
    stream_.shut_down_sending();
    give_back_place();
    if (loop_.ends.are_told())
        counted().over();
    const clock::duration most = loop_.options.linger_total_timeout();
    must_end_by_ =
        plait::detail::later(loop_.now, loop_.draining ? std::min<clock::duration>(most, last_chance) : most);
    linger_on();
}

void connection::linger_on()
{
    expires_at(std::min(plait::detail::later(loop_.now, loop_.options.linger_timeout()), must_end_by_));
}

[[gnu::cold, gnu::noinline]] bool connection::step_lingering()
{
    if (!run_.runs()) // else a handler that runs on uses the state
        drop_state();
    if (reader_.may_read() && read_some(loop_.scratch_buffer()) > 0)
        linger_on();
    if (reader_.ended())
        close(ending::client_left);
    else
        wait_to_read();
    return false;
}

/// Closes the stream. `why` is said of the request that is here, if there is one.
void connection::close(ending why) noexcept
{
    if (loop_.ends.are_told())
        cut_short(why);
    if (!life_.closes())
        return;
    never_expires();
    give_back_place();
    if (current_)
        current_->waiting.leave(); // or it would get its turn while a wait to read has not ended yet
    stream_.close();
    cancel_task(cut::client);
    stop_streams();
    if (current_ && !run_.runs()) // nothing else will look at what the handler has thrown
        log_late_failure();
}

} // namespace plait::http::detail
