// What nearly every request passes, in one file, so that the compiler can make one function of it: see `go_on`.
#include "http/connection/connection.hpp"

#include "http/connection/write_response.hpp"

#include <boost/asio/error.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace plait::http::detail {

namespace {

constexpr int most_empty_lines = 8;
constexpr std::size_t largest_copied_body = 16 * 1024; // beyond, a body is sent from where it is
constexpr std::size_t most_batched = 32 * 1024;        // answers that go out in one write

} // namespace

//
// The machine
//

// Flattened: a request goes through nearly all of what this calls, once, and calls were a part of its cost.
[[gnu::flatten]] void connection::go_on()
{
    do {
        if (told_ != 0) [[unlikely]]
            obey();
    } while (step() || told_ != 0);
}

// What every request passes is asked for first: a jump through a table takes more.
bool connection::step()
{
    if (life_.serves()) [[likely]] {
        if (reader_.in_head()) [[likely]]
            return step_head();
        return reader_.at() == stage::whole ? step_handling() : step_body();
    }
    switch (life_.at()) {
    case life::state::ending:
        return step_ending();
    case life::state::lingering:
        return step_lingering();
    default: // closed
        return false;
    }
}

//
// Reading
//

void connection::wait_to_read()
{
    if (reader_.waits())
        return;
    stream_.wait_to_read(*this);
    reader_.wait_begins();
}

void connection::readable(error_code failed) noexcept
{
    reader_.wait_ends(failed.failed()); // as it does where this has closed the stream, which does not matter
    act([] {});
}

/// Reads into the input what it has room for, if something may have come. True: something has, or the end.
bool connection::receive()
{
    if (!reader_.may_read())
        return false;
    const std::span<char> room = current_->input.room();
    if (room.empty())
        return false;
    const std::size_t count = read_some({room.data(), room.size()});
    current_->input.received(count);
    return count > 0 || reader_.ended();
}

std::size_t connection::read_some(boost::asio::mutable_buffer to)
{
    error_code failed;
    const std::size_t count = stream_.read_some(to, failed);
    if (!failed || failed == boost::asio::error::would_block) [[likely]]
        reader_.has_read(reader::outcome::open);
    else
        reader_.has_read(failed == boost::asio::error::eof ? reader::outcome::end : reader::outcome::failure);
    return count;
}

//
// Heads
//

bool connection::step_head()
{
    if (writing())
        return false;
    bool empty = false;
    do {
        empty = !current_ || current_->input.empty();
        const progress made = empty ? progress::more : parse();
        if (made == progress::done)
            return begin_request();
        empty = empty || current_->input.empty(); // an empty line goes away
        if (made == progress::refused)
            return refuse(refusal_);
    } while (receive_head());
    if (reader_.late() && !empty) {
        const bool goes_on = refuse(status::request_timeout);
        life_.ends(true); // all that came was read, and the connection's place may be needed
        return goes_on;
    }
    if (reader_.late() || reader_.ended() || (loop_.draining && empty && served_)) {
        life_.ends(reader_.late());
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

/// Looks for a whole head at the front of the input.
request_parser::progress connection::parse()
{
    request_state& with = *current_;
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

/// More of a head, or of those that follow. Once each time that something has come, though that may not be all: a client that
/// sends without an end would keep all others waiting.
bool connection::receive_head()
{
    if (!reader_.may_read())
        return false;
    const bool taken = !current_;
    if (taken) {
        if (reader_.at() == stage::idle)
            reader_.goes_to(stage::head);
        current_ = loop_.request_states.take();
        current_->request.background_ = loop_.background ? &*loop_.background : nullptr;
    }
    current_->input.reserve(read_ahead);
    const bool received = receive();
    if (taken)
        current_->request.peer(stream_.peer(), &loop_.options.trust_proxies()); // a layer may have read it only now
    return received;
}

/// Before waiting for a head, or for more of one.
void connection::wait_for_head()
{
    if (reader_.at() == stage::timed_head)
        return;
    const bool begun = reader_.at() == stage::head;
    if (begun)
        reader_.goes_to(stage::timed_head);
    if (loop_.draining)
        return expires_by(plait::detail::later(loop_.now, last_chance));
    const server_options& options = loop_.options;
    expires_at(plait::detail::later(loop_.now, begun ? options.head_timeout() : options.idle_timeout()));
}

/// Nothing of a head is here. What came may have been an empty line, or a part of a proxy's header, for which there is no more
/// time than for the first head.
void connection::drop_state() noexcept
{
    if (current_)
        loop_.request_states.give_back(std::exchange(current_, nullptr));
    if (served_ || !loop_.options.proxy_protocol())
        reader_.goes_to(stage::idle);
}

/// A head has come.
bool connection::begin_request()
{
    request_state& with = *current_;
    with.consumed = with.parser->head_size();
    empty_lines_ = 0;
    served_ = true;
    reader_.in_time();
    find_route();

    const std::size_t length = with.parser->content_length();
    if (with.parser->has_chunked_body() || with.input.size() - with.consumed < length || length > body_limit())
        return begin_body();
    request_parser::set_body(with.request, with.input.bytes().substr(with.consumed, length));
    with.consumed += length;
    if (!handle())
        return false;
    return !handling() || told_ != 0 || step_handling(); // at once: `go_on` would look at where it is first
}

void connection::find_route()
{
    current_->answer.reset(); // it is there where there is no route
    current_->to = loop_.app.find(current_->request, current_->answer);
}

std::size_t connection::body_limit() const
{
    const endpoint* to = current_->to;
    return to && to->options.body_limit() ? *to->options.body_limit() : loop_.options.body_limit();
}

//
// Handlers
//

/// A request has come, in whole. A handler that answers at once costs no wait and no timer.
bool connection::handle()
{
    request_state& with = *current_;
    if (!with.to)
        return answer(*with.answer);
    reader_.goes_to(stage::whole);
    reader_.in_time();
    run_.begins();
    if (with.to->function)
        call(*with.to);
    else
        start_task(*with.to);
    return true;
}

void connection::call(const endpoint& to)
{
    plait::detail::task* const serves = plait::detail::current.running; // null: it has ended before the server
    const char*& label = serves ? serves->inherited.label : plait::detail::current.label;
    const char* const around = std::exchange(label, current_->request.route_);
    try {
        current_->answer.emplace(to.function(*to.handler, current_->request));
        run_.ends(handler_run::state::answered);
    } catch (...) {
        current_->thrown = std::current_exception();
        run_.ends(handler_run::state::failed);
    }
    label = around;
}

void connection::start_task(const endpoint& to)
{
    request_state& with = *current_;
    const clock::duration most
        = to.options.handler_timeout() ? *to.options.handler_timeout() : loop_.options.handler_timeout();
    plait::detail::inheritance given = loop_.tasks.around();
    with.limit.emplace(plait::detail::later(loop_.now, most), std::nullopt, given.deadline);
    given.deadline = &*with.limit;
    given.label = with.request.route_;
    try {
        task_ = loop_.tasks.start(to.coroutine(*to.handler, with.request), with.answer, *this, given);
    } catch (...) { // it is no coroutine and threw, or there is no memory
        with.thrown = std::current_exception();
        run_.ends(handler_run::state::failed);
    }
    if (run_.runs())
        expires_at(with.limit->due());
}

/// The task has ended. If that is while it is started or cancelled, what does so looks at the outcome.
void connection::finished(std::exception_ptr& error) noexcept
{
    using state = handler_run::state;
    task_ = nullptr;
    run_.ends(error ? state::failed : current_->answer ? state::answered : state::destroyed);
    current_->thrown = std::exchange(error, nullptr);
    if (!acting_)
        act([this] {
            if (!handling()) // the client was answered without it
                log_late_failure();
        });
}

bool connection::step_handling()
{
    request_state& with = *current_;
    static_cast<void>(receive()); // requests that follow, as far as there is room, and whether the client goes
    if (run_.runs() && client_has_left())
        cancel_task(cut::client);
    if (run_.runs())
        return wait_for_task();
    if (writing())
        return false;
    if (!run_.answered() || run_.cut_by() != cut::none) [[unlikely]]
        return step_judged();
    if (!is_final(with.answer->status())) [[unlikely]]
        return answer_wrong_status();
    return answer(*with.answer);
}

//
// Answers
//

/// Answers a request, and is ready for the next one.
bool connection::answer(const response& given)
{
    request_state& with = *current_;
    const bool last = reader_.ended() && (reader_.gone() || with.input.size() <= with.consumed); // that the client sends
    const bool keep_alive = with.parser->keeps_alive() && !loop_.draining && !life_.is_cancelled() && !last;
    append(given, keep_alive);
    with.input.consume(with.consumed);
    reader_.goes_to(stage::head);
    life_.answered(keep_alive, !with.input.empty() || reader_.may_read());
    if (with.out.has_body_apart() || with.out.text.size() >= most_batched)
        static_cast<void>(flush()); // if not all goes at once, the next request waits: the writer says so
    return true;
}

/// Answers what cannot be served, and ends: where a request's end is not known, the next one's start is not either.
[[gnu::cold, gnu::noinline]] bool connection::refuse(const response& given)
{
    reader_.in_time();
    append(given, false);
    life_.refused();
    return true;
}

void connection::append(const response& given, bool keep_alive)
{
    request_state& with = *current_;
    const reply_frame frame{
        loop_.date.at(loop_.now), keep_alive, with.request.is_http_1_0(), with.request.method() == method::head};
    append_head(with.out.text, given, frame);
    if (!sends_body(given, frame))
        return;
    if (given.body().size() > largest_copied_body) {
        with.out.follow_with(given.body());
    } else {
        with.out.text.reserve(given.body().size());
        with.out.text.append(given.body());
    }
}

/// Writes what the stream takes at once, nearly always all; then true. Else it goes on by itself.
bool connection::flush()
{
    request_state& with = *current_;
    if (writing())
        return false;
    if (with.out.empty())
        return true;
    error_code failed; // in that case nothing was written, and `write_rest` meets it again
    with.out.sent(stream_.write_some(with.out.pieces(), failed));
    if (with.out.empty())
        return true;
    write_rest();
    return false;
}

} // namespace plait::http::detail
