#pragma once

#include <plait/http/detail/connection.hpp>

#include <plait/detail/dropped.hpp>
#include <plait/detail/join.hpp>
#include <plait/error.hpp>
#include <plait/http/detail/peer_of.hpp>
#include <plait/http/detail/proxy_header.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace plait::http::detail {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t largest_copied_body = 16 * 1024; // beyond, a body is sent from where it is
constexpr std::size_t most_lingered = 256 * 1024;
constexpr std::chrono::seconds linger_time(1);
constexpr std::chrono::seconds grace_for_first_request(5); // when draining

inline void service::log(std::string_view what, const std::exception_ptr& error) const noexcept
{
    try {
        std::string line = std::string(what) + ": " + describe(error);
        // The text may be a client's, who is not to write lines of a log.
        std::ranges::replace_if(line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
        options.log()(line);
    } catch (...) {
        plait::detail::report_dropped("http::server_options::log", std::current_exception());
    }
}

template <class Stream>
connection<Stream>::connection(Stream stream, executor here, service& of)
    : watch(here.owner()), stream_(std::move(stream)), service_(of), peer_(peer_of(stream_)),
      proxy_header_due_(of.options.proxy_protocol())
{
    request_.peer(peer_, &of.options.trust_proxies());
    request_.background_ = of.background;
}

template <class Stream>
void connection<Stream>::expire()
{
    expired_ = true;
    stream_.cancel();
}

template <class Stream>
void connection<Stream>::drain() noexcept
{
    if (waiting_ && fresh_)
        expires_after(grace_for_first_request);
    else if (waiting_)
        stream_.cancel();
}

template <class Stream>
awaitable<void> connection<Stream>::run()
{
    try {
        co_await serve();
    } catch (...) {
        if (!plait::detail::is_cancellation(std::current_exception())) // cancelled: the drain's time was up
            service_.log("a connection ended", std::current_exception());
    }
}

template <class Stream>
awaitable<void> connection<Stream>::serve()
{
    for (;;) {
        const progress head = parse();
        if (head == progress::more) {
            if (expired_ || (service_.draining && input_.empty() && !fresh_)) {
                if (!input_.empty() && !proxy_header_due_)
                    co_await refuse(status::request_timeout);
                co_return;
            }
            wait_for_head();
            const auto [read_failed, count] = co_await stream_.async_read_some(room(), asio::as_tuple(asio::deferred));
            waiting_ = false;
            input_.received(count);
            if (read_failed && !expired_)
                co_return;
            continue; // also when the time is up: it may have come whole in the same moment
        }
        if (head == progress::refused) {
            if (!proxy_header_due_) // else it is not known to be HTTP
                co_await refuse(refusal_);
            co_return;
        }
        fresh_ = false;

        consumed_ = parser_->head_size();
        expired_ = false;
        if (parser_->has_chunked_body() || parser_->content_length() > 0) {
            const body rest = co_await read_body();
            if (rest == body::refused)
                co_await refuse(refusal_);
            if (rest != body::complete)
                co_return;
            expired_ = false;
        }
        never_expires();

        response answer;
        std::exception_ptr thrown;
        const char*& label = plait::detail::current.running->inherited.label;
        const char* const around = label;
        try {
            awaitable<response> handled = service_.app(request_);
            label = request_.route_;
            answer = co_await std::move(handled);
        } catch (...) {
            thrown = std::current_exception();
        }
        label = around;
        if (thrown) {
            const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
            answer = failed(thrown, state.cancelled() != asio::cancellation_type::none);
        }

        const reply_frame frame{
            service_.date.at(clock::coarse_now()), parser_->keeps_alive() && !service_.draining,
            request_.is_http_1_0(), request_.method() == method::head};
        if (!write(answer, frame)) {
            const bool written = co_await write_rest(answer);
            if (!written)
                co_return;
        }
        input_.consume(consumed_);
        head_begun_ = false;
        if (!frame.keep_alive) {
            if (!input_.empty())
                co_await linger();
            co_return;
        }
    }
}

/// Looks for a whole head at the front of the input.
template <class Stream>
request_parser::progress connection<Stream>::parse()
{
    if (proxy_header_due_)
        if (const progress made = take_proxy_header(); made != progress::done)
            return made;
    while (input_.bytes().starts_with("\r\n")) // RFC 9112 section 2.2: an empty line ahead of a request is ignored
        input_.consume(2);
    if (input_.empty() || input_.bytes() == "\r")
        return progress::more;
    parser_.emplace(request_, service_.options.limits());
    const progress made = parser_->parse_head(input_.bytes());
    refusal_ = parser_->refusal();
    return made;
}

/// Looks for the PROXY protocol's header, ahead of the first request.
template <class Stream>
request_parser::progress connection<Stream>::take_proxy_header()
{
    const proxy_header found = parse_proxy_header(input_.bytes(), peer_);
    if (found.made == proxy_header::progress::more)
        return progress::more;
    if (found.made == proxy_header::progress::refused)
        return progress::refused;
    input_.consume(found.size);
    request_.peer(peer_, &service_.options.trust_proxies());
    proxy_header_due_ = false;
    return progress::done;
}

/// Before a read that is to bring a head, or more of one.
template <class Stream>
void connection<Stream>::wait_for_head()
{
    input_.reserve(1);
    if (input_.empty()) {
        waiting_ = true;
        head_begun_ = false; // what came before was an empty line
        request_parser::release_body(request_);
        expires_after(
            fresh_ && service_.draining ? grace_for_first_request : service_.options.idle_timeout());
    } else if (!std::exchange(head_begun_, true)) {
        expires_after(service_.options.head_timeout());
    }
}

/// The answer for a handler that threw.
template <class Stream>
response connection<Stream>::failed(const std::exception_ptr& thrown, bool cancelled)
{
    if (cancelled && plait::detail::is_cancellation(thrown))
        std::rethrow_exception(thrown);
    std::string what(to_string(request_.method()));
    what.append(" ").append(request_.path());
    service_.log(what, thrown);
    return status_text(status::internal_server_error);
}

/// Answers what cannot be served, and ends: where a request's end is not known, the next one's start is not either.
template <class Stream>
awaitable<void> connection<Stream>::refuse(status why)
{
    expired_ = false;
    const response answer = status_text(why);
    bool written = write(answer, reply_frame{service_.date.at(clock::coarse_now()), false});
    if (!written)
        written = co_await write_rest(answer);
    if (written)
        co_await linger();
}

/// Reads on for a while before closing: closing a socket with unread input resets it, and the client may lose the
/// answer (RFC 9112 section 9.6).
template <class Stream>
awaitable<void> connection<Stream>::linger()
{
    stream_.shutdown_send();
    expires_after(linger_time);
    for (std::size_t lingered = 0; lingered < most_lingered;) {
        input_.consume(input_.size());
        input_.reserve(1);
        const auto [failed, count] = co_await stream_.async_read_some(room(), asio::as_tuple(asio::deferred));
        if (failed || expired_)
            co_return;
        lingered += count;
    }
}

/// Writes what the socket takes at once: nearly always all. True: it was all.
template <class Stream>
bool connection<Stream>::write(const response& answer, const reply_frame& frame)
{
    output_.clear();
    append_head(output_, answer, frame);
    body_apart_ = false;
    body_sent_ = 0;
    if (sends_body(answer, frame)) {
        body_apart_ = answer.body().size() > largest_copied_body;
        if (!body_apart_)
            output_ += answer.body();
    }
    error_code failed; // in that case nothing was written, and `write_rest` meets it again
    output_sent_ = stream_.write_some(asio::buffer(output_), failed);
    return output_sent_ == output_.size() && !body_apart_;
}

template <class Stream>
awaitable<bool> connection<Stream>::write_rest(const response& answer)
{
    const std::string_view body = body_apart_ ? std::string_view(answer.body()) : std::string_view();
    while (output_sent_ < output_.size() || body_sent_ < body.size()) {
        expires_after(service_.options.write_timeout());
        const std::array<asio::const_buffer, 2> rest{
            asio::buffer(output_) + output_sent_, asio::buffer(body.data(), body.size()) + body_sent_};
        const auto [failed, count] = co_await stream_.async_write_some(rest, asio::as_tuple(asio::deferred));
        if (failed || expired_)
            co_return false;
        const std::size_t of_output = std::min(count, output_.size() - output_sent_);
        output_sent_ += of_output;
        body_sent_ += count - of_output;
    }
    never_expires();
    co_return true;
}

} // namespace plait::http::detail

#include <plait/http/detail/connection_body_impl.hpp>
