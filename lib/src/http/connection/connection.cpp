// The way that nearly every request takes. It is in one file, so that the compiler can make one function of it: see
// `go_on`.
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
constexpr std::size_t largest_copied_body = 16 * 1024; // a larger body is sent from where it is

} // namespace

//
// The machine
//

// This function is flattened: a request passes nearly all functions that are called from here, each of them once, and
// the calls were a part of the request's cost.
[[gnu::flatten]] void connection::go_on()
{
    do {
        if (told_ != 0) [[unlikely]]
            obey();
    } while (step() || told_ != 0);
}

// The states that every request passes are asked for first: a jump through a table would take more.
bool connection::step()
{
    if (life_.serves()) [[likely]] {
        if (reader_.in_head()) [[likely]]
            return step_head();
        return reader_.at() == stage::whole ? step_handling() : reader_.at() == stage::body && step_body();
    }
    switch (life_.at()) {
    case life::state::ending:
        return step_ending();
    case life::state::lingering:
        return step_lingering();
    default: // upgraded or closed
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
    reader_.wait_ends(failed.failed()); // also if the stream was closed by us, where it does not matter
    act([] {});
}

/// Reads into the input as much as there is room for, if something may have come. Returns true if something has, or the
/// end.
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
    if (current_ && current_->has_place) [[unlikely]]
        give_back_place();
    bool empty = false;
    do {
        empty = !current_ || current_->input.empty();
        const progress made = empty ? progress::more : parse();
        if (made == progress::done)
            return begin_request();
        empty = empty || current_->input.empty(); // `parse` has dropped an empty line
        if (made == progress::refused)
            return refuse_head(refusal_);
    } while (receive_head());
    if (reader_.late() && !empty) {
        const bool goes_on = refuse_head(status::request_timeout);
        life_.ends(true); // without lingering: all that came was read, and the connection's place may be needed
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
    request_state& current = *current_;
    // An empty line ahead of a request is ignored (RFC 9112 section 2.2).
    while (current.input.bytes().starts_with("\r\n")) {
        current.input.consume(2);
        if (loop_.ends.are_told())
            forget_beginning();
        if (++empty_lines_ > most_empty_lines) {
            request_parser::clear(current.request);
            refusal_ = status::bad_request;
            return progress::refused;
        }
    }
    if (current.input.empty() || current.input.bytes() == "\r") {
        // Else an answer such as 408 would be shaped by the request before, which another client may have sent.
        request_parser::clear(current.request);
        return progress::more;
    }
    current.input.reserve(read_ahead); // before the head is parsed, as its bytes must not move afterwards
    request_parser& parser = current.new_parser(loop_.limits, loop_.host);
    const progress made = parser.parse_head(current.input.bytes());
    refusal_ = parser.refusal();
    return made;
}

/// Reads more of a head, or of the heads that follow. This reads once each time that something has come, even if more
/// may be there: a client that sends without an end would keep all others waiting.
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
    if (taken) // not before: the stream may have learnt the peer by this read
        current_->request.peer(stream_.peer(), &loop_.options.trust_proxies());
    return received;
}

/// Sets the timer before the connection waits for a head, or for more of one.
void connection::wait_for_head()
{
    if (reader_.at() == stage::timed_head)
        return;
    const bool begun = reader_.at() == stage::head;
    if (begun)
        reader_.goes_to(stage::timed_head);
    if (loop_.draining)
        return expires_by(plait::detail::later(loop_.now, last_chance));
    expires_at(plait::detail::later(loop_.now, begun ? loop_.options.head_timeout() : loop_.options.idle_timeout()));
}

/// Gives the request state back, as no byte of a head is here. If a proxy is to send its header, the reader stays in a
/// head all the same: the time for that header and the first head began with the connection.
void connection::drop_state() noexcept
{
    if (current_)
        loop_.request_states.give_back(std::exchange(current_, nullptr));
    if (served_ || !loop_.options.proxy_protocol())
        reader_.goes_to(stage::idle);
}

/// A whole head has come.
bool connection::begin_request()
{
    request_state& current = *current_;
    current.consumed = current.parser().head_size();
    empty_lines_ = 0;
    served_ = true;
    reader_.in_time();
    find_route();
    return loop_.now < loop_.load.looks_from() ? take_request() : weigh_request();
}

/// Takes a request whose head has come: its body is read, and its handler called.
bool connection::take_request()
{
    request_state& current = *current_;
    const request_parser& parser = current.parser();
    const std::size_t length = parser.content_length();
    if (parser.has_chunked_body() || current.input.size() - current.consumed < length || length > body_limit())
        return begin_body();
    request_parser::set_body(current.request, current.input.bytes().substr(current.consumed, length));
    current.consumed += length;
    if (!handle())
        return false;
    return !handling() || told_ != 0 || step_handling(); // called here, as `go_on` would ask for the states first
}

void connection::find_route()
{
    current_->answer.reset(); // it is there where there is no route
    current_->to = loop_.app.find(current_->request, current_->answer);
}

//
// Handlers
//

/// Calls the handler of a request, which has come in whole. A handler that answers at once costs no wait and no timer.
bool connection::handle()
{
    request_state& current = *current_;
    if (!current.to)
        return answer_otherwise();
    if (current.to->streams) [[unlikely]]
        current.pack();
    reader_.goes_to(stage::whole);
    reader_.in_time();
    run_.begins();
    if (current.to->function)
        call(*current.to);
    else
        start_task(*current.to);
    return true;
}

void connection::call(const endpoint& to)
{
    // The task is null if the caller of the server has ended before the server.
    plait::detail::task* const serves = plait::detail::current.running;
    const plait::detail::binding*& values = serves ? serves->inherited.values : plait::detail::current.values;
    const plait::detail::binding* const around = std::exchange(values, &current_->labels);
    current_->label(around);
    const plait::detail::resuming_door opened(serves); // so that who watches the loop sees a step
    try {
        current_->answer.emplace(to.function(*to.handler, current_->request));
        run_.ends(handler_run::state::answered);
    } catch (...) {
        current_->thrown = std::current_exception();
        run_.ends(handler_run::state::failed);
    }
    values = around;
}

void connection::start_task(const endpoint& to)
{
    request_state& current = *current_;
    const clock::duration most =
        to.options.handler_timeout() ? *to.options.handler_timeout() : loop_.options.handler_timeout();
    plait::detail::inheritance given = loop_.tasks.around();
    current.limit.emplace(plait::detail::later(loop_.now, most), std::nullopt, given.deadline);
    if (to.coroutine) // the time of one that reads the body counts anew from each piece
        given.deadline = &*current.limit;
    current.label(given.values);
    given.values = &current.labels;
    try {
        awaitable<response> called = to.coroutine ? to.coroutine(*to.handler, current.request) : call_reader(to);
        task_ = loop_.tasks.start(std::move(called), current.answer, *this, given);
    } catch (...) { // a handler that is no coroutine threw, or there is no memory
        current.thrown = std::current_exception();
        run_.ends(handler_run::state::failed);
    }
    if (run_.runs())
        expires_at(current.limit->due());
}

/// The task has ended. If it ends while this connection starts or cancels it, the function that does so goes on with
/// the outcome.
void connection::finished(std::exception_ptr& error) noexcept
{
    using state = handler_run::state;
    task_ = nullptr;
    if (error) [[unlikely]] {
        current_->thrown = std::exchange(error, nullptr);
        run_.ends(state::failed);
    } else {
        run_.ends(current_->answer ? state::answered : state::destroyed);
    }
    if (!acting_)
        act([this] {
            if (!handling()) // the client was answered without the handler
                log_late_failure();
        });
}

bool connection::step_handling()
{
    if (current_->streamed) [[unlikely]]
        return step_streamed();
    // Requests that follow are read as far as there is room, and so a client that goes is found.
    static_cast<void>(receive());
    if (run_.runs() && client_has_left())
        cancel_task(cut::client);
    if (run_.runs())
        return wait_for_task();
    if (writing())
        return false;
    if (!run_.answered() || run_.cut_by() != cut::none) [[unlikely]]
        return step_judged();
    return give_answer();
}

//
// Answers
//

/// Gives a handler's answer to the client.
bool connection::give_answer()
{
    const response& given = *current_->answer;
    const request& of = current_->request;
    if (!is_final(given.status()) || of.upgrade_ || of.on_answer_ || given.is_streamed() || given.is_file()) [[unlikely]]
        return answer_unusual();
    return answer(*current_->answer);
}

/// Answers a request, and is ready for the next one.
bool connection::answer(const response& given)
{
    request_state& current = *current_;
    const bool keep_alive = may_keep_alive();
    append(given, keep_alive);
    current.input.consume(current.consumed);
    reader_.goes_to(stage::head);
    life_.answered(keep_alive, !current.input.empty() || reader_.may_read());
    if (current.out.has_body_apart() || current.out.text.size() >= loop_.ends.most_batched())
        send_now(given.status());
    return true;
}

void connection::append(const response& given, bool keep_alive)
{
    request_state& current = *current_;
    const reply_frame frame{
        loop_.date.at(loop_.now), keep_alive, current.request.is_http_1_0(), current.request.method() == method::head};
    append_head(current.out.text, given, frame);
    if (!sends_body(given, frame))
        return;
    if (given.body().size() > largest_copied_body && current.answer && &given == &*current.answer) { // it stays there
        current.out.follow_with(given.body());
    } else {
        current.out.text.reserve(given.body().size());
        current.out.text.append(given.body());
    }
}

/// Writes what the stream takes at once, which is nearly always all of it, and then returns true. Else the rest is
/// written when there is room for it.
bool connection::flush()
{
    request_state& current = *current_;
    if (writing())
        return false;
    if (current.out.empty())
        return true;
    error_code failed; // then nothing was written, and `write_rest` meets the error again
    current.out.sent(stream_.write_some(current.out.pieces(), failed));
    if (current.out.empty())
        return true;
    write_rest();
    return false;
}

} // namespace plait::http::detail
