// What nearly every request passes, in one file, so that the compiler can make one function of it: see `go_on`.
#include "http/connection/connection.hpp"

#include "http/connection/write_response.hpp"
#include "http/socket/proxied_stream.hpp"

#include <boost/asio/error.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <utility>

namespace plait::http::detail {

namespace {

constexpr int most_empty_lines = 8;
constexpr std::size_t largest_copied_body = 16 * 1024; // beyond, a body is sent from where it is
constexpr std::size_t most_batched = 32 * 1024;        // answers that go out in one write

/// Room for something in a block of memory in which something else follows.
template <class Type>
constexpr std::size_t room_of = (sizeof(Type) + alignof(std::max_align_t) - 1) / alignof(std::max_align_t)
                                * alignof(std::max_align_t);

} // namespace

//
// The machine
//

void connection::start(const moving_stream& from, loop_state& loop)
{
    const bool proxied = loop.options.proxy_protocol();
    const std::size_t behind = room_of<connection> + (proxied ? room_of<proxied_stream> : 0);
    auto* const block = static_cast<std::byte*>(::operator new(behind + from.size));
    byte_stream* stream = from.move(from.from, block + behind);
    if (proxied)
        stream = ::new (block + room_of<connection>) proxied_stream(*stream);
    auto* const added = ::new (block) connection(*stream, loop);
    loop.connections.add(*added);
    added->act([] {});
}

connection::connection(byte_stream& stream, loop_state& of) noexcept
    : connection_timer(of.here.owner()), stream_(stream), loop_(of)
{
}

connection::~connection()
{
    drop_state();
    std::destroy_at(&stream_);
}

// Flattened: a request goes through nearly all of what this calls, once, and calls were a part of its cost.
[[gnu::flatten]] void connection::go_on()
{
    do {
        if (told_ != 0) [[unlikely]]
            obey();
    } while (step() || told_ != 0);
}

// A request without a body knows two phases, which are asked for first: a jump through a table takes more.
bool connection::step()
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

//
// Reading
//

void connection::wait_to_read()
{
    if (waiting_)
        return;
    stream_.wait_to_read(*this);
    waiting_ = true;
}

void connection::readable(error_code failed) noexcept
{
    waiting_ = false;
    act([&] {
        readable_ = true;
        if (failed)
            eof_ = gone_ = true; // or it is closed, where that does not matter
    });
}

/// Reads into the input what it has room for, if something may have come. True: something has, or the end.
bool connection::receive()
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

std::size_t connection::read_some(boost::asio::mutable_buffer to)
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

//
// Heads
//

bool connection::step_head()
{
    if (writing_)
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
    if (expired_ && !empty) {
        const bool goes_on = refuse(status::request_timeout);
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
    if (!readable_)
        return false;
    const bool taken = !current_;
    if (taken) {
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
    // Nothing of a head is here if what came before was an empty line; but a proxy is to send its header at once.
    const bool begun = current_ || (!served_ && loop_.options.proxy_protocol());
    if (std::exchange(head_begun_, begun) && begun)
        return;
    if (loop_.draining)
        return expires_by(plait::detail::later(loop_.now, last_chance));
    const server_options& options = loop_.options;
    expires_at(plait::detail::later(loop_.now, begun ? options.head_timeout() : options.idle_timeout()));
}

void connection::drop_state() noexcept
{
    if (current_)
        loop_.request_states.give_back(std::exchange(current_, nullptr));
}

/// A head has come.
bool connection::begin_request()
{
    request_state& with = *current_;
    with.consumed = with.parser->head_size();
    head_begun_ = false;
    empty_lines_ = 0;
    served_ = true;
    expired_ = false;
    find_route();

    const std::size_t length = with.parser->content_length();
    if (with.parser->has_chunked_body() || with.input.size() - with.consumed < length || length > body_limit())
        return begin_body();
    request_parser::set_body(with.request, with.input.bytes().substr(with.consumed, length));
    with.consumed += length;
    if (!handle())
        return false;
    return phase_ != phase::handling || told_ != 0 || step_handling(); // at once: `go_on` would look at the phase first
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
    phase_ = phase::handling;
    cut_ = cut::none;
    expired_ = false;
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
    } catch (...) {
        current_->thrown = std::current_exception();
    }
    label = around;
}

bool connection::step_handling()
{
    request_state& with = *current_;
    static_cast<void>(receive()); // requests that follow, as far as there is room, and whether the client goes
    if (task_ && client_has_left())
        cancel_task(cut::client);
    if (task_)
        return wait_for_task();
    if (writing_)
        return false;
    if (with.thrown) [[unlikely]]
        return answer_failure();
    if (!with.answer) [[unlikely]] { // it was destroyed: the loop goes away
        phase_ = phase::closed;
        return false;
    }
    if (cut_ == cut::client) {
        close();
        return false;
    }
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
[[gnu::cold, gnu::noinline]] bool connection::refuse(const response& given)
{
    expired_ = false;
    append(given, false);
    phase_ = phase::ending;
    lingers_ = true;
    return true;
}

void connection::append(const response& given, bool keep_alive)
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

/// Writes what the stream takes at once, nearly always all; then true. Else it goes on by itself.
bool connection::flush()
{
    request_state& with = *current_;
    if (writing_)
        return false;
    if (with.output.empty()) // and nothing apart, which follows it
        return true;
    error_code failed; // in that case nothing was written, and `write_rest` meets it again
    const std::string_view output = with.output.bytes();
    with.output.consume(stream_.write_some({boost::asio::buffer(output.data(), output.size())}, failed));
    if (with.output.empty() && with.apart.empty())
        return true;
    with.apart_sent = 0;
    write_rest();
    return false;
}

} // namespace plait::http::detail
