#pragma once

// The part of connection_impl.hpp that reads bodies.
#include <plait/http/detail/connection_impl.hpp>

namespace plait::http::detail {

constexpr std::size_t body_piece = 64 * 1024;

template <class Stream>
awaitable<typename connection<Stream>::body> connection<Stream>::read_body()
{
    return parser_->has_chunked_body() ? read_chunked_body() : read_sized_body();
}

template <class Stream>
awaitable<void> connection<Stream>::begin_body()
{
    expires_after(service_.options.body_timeout());
    if (!parser_->expects_continue() || request_.is_http_1_0() || input_.size() > consumed_)
        co_return;
    constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
    std::size_t sent = 0;
    while (sent < interim.size()) {
        const auto [failed, count]
            = co_await stream_.async_write_some(asio::buffer(interim.substr(sent)), asio::as_tuple(asio::deferred));
        if (failed)
            co_return; // the client has gone, as the next read says, or takes nothing, as `expired_` says
        sent += count;
    }
}

template <class Stream>
awaitable<typename connection<Stream>::body> connection<Stream>::read_sized_body()
{
    co_await begin_body();
    const std::size_t length = parser_->content_length();
    const std::string_view there = input_.bytes().substr(consumed_, length);
    consumed_ += there.size();
    if (there.size() == length) {
        request_parser::set_body(request_, there);
        co_return body::complete;
    }

    std::string& text = request_parser::body_storage(request_);
    text = there;
    for (std::size_t come = text.size(); come < length;) {
        if (expired_)
            co_return timed_out();
        if (come == text.size()) // memory grows with what has come, not with what was announced
            text.resize(come + std::min(length - come, body_piece));
        const auto [failed, count] = co_await stream_.async_read_some(
            asio::buffer(text.data() + come, text.size() - come), asio::as_tuple(asio::deferred));
        come += count;
        if (failed && !expired_)
            co_return body::gone;
    }
    request_parser::set_body(request_, text);
    co_return body::complete;
}

template <class Stream>
awaitable<typename connection<Stream>::body> connection<Stream>::read_chunked_body()
{
    co_await begin_body();
    input_.reserve(parse_limits::chunk_room); // it does not move from here on, so the request can point into it: parse it again
    if (parse() != progress::done)
        co_return body::refused;
    for (;;) {
        std::size_t used = 0;
        const progress made = parser_->parse_chunks(input_.bytes().substr(consumed_), used);
        input_.erase_after(consumed_, used);
        if (made == progress::done)
            co_return body::complete;
        refusal_ = parser_->refusal();
        if (made == progress::refused)
            co_return body::refused;
        if (expired_)
            co_return timed_out();
        const auto [failed, count] = co_await stream_.async_read_some(room(), asio::as_tuple(asio::deferred));
        input_.received(count);
        if (failed && !expired_)
            co_return body::gone;
    }
}

template <class Stream>
typename connection<Stream>::body connection<Stream>::timed_out() noexcept
{
    refusal_ = status::request_timeout;
    return body::refused;
}

} // namespace plait::http::detail
