#pragma once

// The part of connection_impl.hpp that reads heads.
#include <plait/http/detail/connection_impl.hpp>

#include <plait/http/detail/proxy_header.hpp>

namespace plait::http::detail {

constexpr int most_empty_lines = 8;
constexpr std::chrono::seconds last_chance(1); // to send a first request, when the server is draining

template <class Stream>
bool connection<Stream>::step_head()
{
    if (held_ > 0)
        take_small();
    if (writing_)
        return false;
    const progress made = exchange_ ? parse() : progress::more;
    if (made == progress::done)
        return begin_body();
    const bool empty = !exchange_ || exchange_->input.empty();
    if (proxy_header_due_ && (made == progress::refused || (expired_ && !empty))) { // it is not known to be HTTP
        close();
        return false;
    }
    if (made == progress::refused)
        return refuse(refusal_);
    if (expired_ && !empty)
        return refuse(status::request_timeout);
    if (expired_ || eof_) {
        phase_ = phase::ending;
        return true;
    }
    if (service_.draining && empty && served_)
        return step_last_head();
    if (exchange_ && !flush())
        return false;
    if (empty)
        drop_exchange();
    wait_for_head();
    read_more();
    return false;
}

/// The server is stopping, and no request is there: unless the kernel has one by now.
template <class Stream>
bool connection<Stream>::step_last_head()
{
    if (reading_)
        return false; // that was cancelled
    error_code failed;
    held_ = static_cast<std::uint16_t>(stream_.read_some(boost::asio::buffer(small_), failed));
    if (held_ == 0)
        phase_ = phase::ending;
    return true;
}

/// Looks for a whole head at the front of the input.
template <class Stream>
request_parser::progress connection<Stream>::parse()
{
    exchange& with = *exchange_;
    if (proxy_header_due_) [[unlikely]]
        if (const progress made = take_proxy_header(); made != progress::done)
            return made;
    while (with.input.bytes().starts_with("\r\n")) { // RFC 9112 section 2.2: an empty line ahead of a request is ignored
        with.input.consume(2);
        if (++empty_lines_ > most_empty_lines) {
            refusal_ = status::bad_request;
            return progress::refused;
        }
    }
    if (with.input.empty() || with.input.bytes() == "\r")
        return progress::more;
    with.input.reserve(small_.size()); // for a read that is under way: once there is a head, its bytes must not move
    with.parser.emplace(with.request, service_.limits, with.host);
    const progress made = with.parser->parse_head(with.input.bytes());
    refusal_ = with.parser->refusal();
    return made;
}

/// Looks for the PROXY protocol's header, ahead of the first request.
template <class Stream>
request_parser::progress connection<Stream>::take_proxy_header()
{
    const proxy_header found = parse_proxy_header(exchange_->input.bytes(), peer_);
    if (found.made == proxy_header::progress::more)
        return progress::more;
    if (found.made == proxy_header::progress::refused)
        return progress::refused;
    exchange_->input.consume(found.size);
    exchange_->request.peer(peer_, &service_.options.trust_proxies());
    proxy_header_due_ = false;
    return progress::done;
}

/// Before a read that is to bring a head, or more of one.
template <class Stream>
void connection<Stream>::wait_for_head()
{
    if (!exchange_) {
        head_begun_ = false; // what came before was an empty line
        expires_at(plait::detail::later(
            service_.now, service_.draining ? last_chance : service_.options.idle_timeout()));
    } else if (!std::exchange(head_begun_, true)) {
        expires_at(plait::detail::later(service_.now, service_.options.head_timeout()));
    }
}

template <class Stream>
void connection<Stream>::read_more()
{
    if (!reading_)
        read({small_.data(), small_.size()}, target::small);
}

template <class Stream>
void connection<Stream>::read(boost::asio::mutable_buffer to, target where)
{
    target_ = where;
    reading_ = true;
    stream_.async_read_some(to, read_handler{this});
}

/// Moves what has come to the input, which makes room for it. If the small buffer was full there is more: it is read at once,
/// so that requests that were sent together are answered together.
template <class Stream>
void connection<Stream>::take_small()
{
    need_exchange();
    byte_buffer& input = exchange_->input;
    input.reserve(small_.size());
    input.append({small_.data(), held_});
    if (std::exchange(held_, 0) == small_.size()) {
        input.reserve(small_.size());
        error_code failed; // then the next read meets it again
        input.received(stream_.read_some(room(), failed));
    }
}

template <class Stream>
boost::asio::mutable_buffer connection<Stream>::room() noexcept
{
    const std::span<char> free = exchange_->input.room();
    return {free.data(), free.size()};
}

template <class Stream>
void connection<Stream>::need_exchange()
{
    if (!exchange_) {
        exchange_ = service_.exchanges.take();
        exchange_->request.background_ = service_.background;
        exchange_->request.peer(peer_, &service_.options.trust_proxies());
    }
}

template <class Stream>
void connection<Stream>::drop_exchange() noexcept
{
    if (exchange_)
        service_.exchanges.give_back(std::exchange(exchange_, nullptr));
}

} // namespace plait::http::detail
