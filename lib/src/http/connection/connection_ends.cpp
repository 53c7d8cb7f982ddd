// The ends of requests, for a server that has an `on_request_end`. It is told of each request once: when its answer has
// gone out, or when its connection is closed before that.
#include "http/connection/connection.hpp"

#include "http/connection/server_log.hpp"
#include "http/connection/streaming.hpp"
#include "http/socket/counted_stream.hpp"

#include <atomic>
#include <bit>
#include <chrono>
#include <exception>
#include <string>
#include <utility>

namespace plait::http::detail {

namespace {

constexpr unsigned bits_of_count = 40;

/// The ids of a loop begin behind a number that no other loop of any server has.
std::uint64_t first_id_of_a_loop() noexcept
{
    static std::atomic<std::uint64_t> loops{0};
    return loops.fetch_add(1, std::memory_order_relaxed) << bits_of_count;
}

} // namespace

request_ends::request_ends(const server_options& options) : options_(options)
{
    if (!options.on_request_end())
        return;
    most_batched_ = 0;
    last_id_ = first_id_of_a_loop();
}

/// An exception of the function must end no connection. As a disk that is full would fill the log with the same line,
/// only the first is logged, and then the second, the fourth, the eighth and so on.
void request_ends::tell(request_end& end) noexcept
{
    end.id = ++last_id_;
    try {
        options_.on_request_end()(std::as_const(end));
    } catch (...) {
        if (!std::has_single_bit(++failures_))
            return;
        try {
            const std::string times = failures_ == 1 ? "" : " (" + std::to_string(failures_) + " times so far)";
            write_log(options_, "the function of on_request_end" + times, std::current_exception());
        } catch (...) { // no memory for the text
            write_log(options_, "the function of on_request_end", std::current_exception());
        }
    }
}

counted_stream& connection::counted() const noexcept
{
    return static_cast<counted_stream&>(stream_);
}

/// Sends an answer that was appended to what goes out, as it is not to wait for the answers to what follows.
[[gnu::noinline]] void connection::send_now(http::status answered)
{
    if (loop_.ends.are_told())
        ends(
            answered, !current_->request.route_ && answered >= status::bad_request ? ending::refused : ending::answered,
            current_->input.size());
    else
        static_cast<void>(flush()); // if not all goes out at once, the next request waits, as `writing` says
}

/// Why a handler has no answer, or the task of a stream has not written all of it.
ending connection::why_cut() const noexcept
{
    switch (run_.cut_by()) {
    case cut::deadline:
        return current_->writing ? ending::stream_timeout : ending::handler_timeout;
    case cut::client:
        return ending::client_left;
    case cut::server:
        return ending::stopped;
    default:
        return ending::failed;
    }
}

/// Why a client has no time left in which to take what is written.
ending connection::late_end() const noexcept
{
    const bool is_due = current_ && current_->writing && current_->writing->due <= clock::now();
    return is_due ? ending::stream_timeout : ending::write_timeout;
}

/// The answer to the present request is complete, or no more of it comes. `unread` bytes of the input follow the request.
[[gnu::cold, gnu::noinline]] void connection::ends(http::status answered, ending why, std::size_t unread)
{
    counted().ends(answered, why, unread);
    if (flush())
        tell_end();
}

/// A part of what waited to go out has gone out.
[[gnu::cold, gnu::noinline]] void connection::count_sent(std::size_t count) noexcept
{
    counted().sent(count);
    if (current_->out.empty() && counted().at() == counted_stream::stage::ends)
        tell_end();
}

/// Bytes of the input were dropped that are no part of a request.
[[gnu::cold, gnu::noinline]] void connection::forget_beginning() noexcept
{
    counted().next(current_->input.size());
}

/// The connection ends, and with it the present request, if there is one.
[[gnu::cold, gnu::noinline]] void connection::cut_short(ending why) noexcept
{
    using stage = counted_stream::stage;
    counted_stream& of = counted();
    if (of.at() == stage::begun) {
        request_state& current = *current_;
        if (reader_.in_head())
            request_parser::forget_texts(current.request); // they are not checked, and the buffer may have moved
        const bool has_begun = (current.writing || current.file) && current.answer;
        if (current.writing && current.thrown && run_.cut_by() == cut::none)
            why = ending::failed; // and what it had written before did not go out
        const bool is_whole = reader_.at() == reader::stage::whole;
        of.ends(
            has_begun ? current.answer->status() : http::status{}, why,
            is_whole ? current.input.size() - current.consumed : 0);
    }
    if (of.at() == stage::ends) {
        of.cut(why);
        tell_end();
    }
    of.over();
}

void connection::tell_end() noexcept
{
    using namespace std::chrono;
    const counted_stream::account of = counted().present();
    const request& request = current_->request;
    const clock::duration took = plait::detail::between(of.began, clock::now());
    request_end end{
        .id = 0,
        .time = clock::wall_now() - duration_cast<system_clock::duration>(took),
        .duration = took,
        .request = request,
        .peer = request.peer(),
        .method = request.method(),
        .target = request.target(),
        .route = request.route_ ? std::string_view(request.route_) : std::string_view(),
        .status = of.answered,
        .bytes_in = of.bytes_in,
        .bytes_out = of.bytes_out,
        .why = of.why};
    loop_.ends.tell(end);
    if (life_.serves())
        counted().next(current_->input.size());
    else
        counted().over();
}

} // namespace plait::http::detail
