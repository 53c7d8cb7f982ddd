#include "http/connection/streaming.hpp"

#include "http/connection/connection.hpp"
#include <plait/http/http_error.hpp>

#include <charconv>
#include <stdexcept>
#include <utility>

namespace plait::http::detail {

//
// Bodies of requests
//

// A read may have been given up, as its time was over. Then its piece is for the next read.
void incoming_body::ask()
{
    if (awaited_ || untaken_)
        return;
    come.reset();
    piece_.clear();
    if (is_over())
        return come.set();
    awaited_ = true;
    from_.body_is_awaited();
}

void incoming_body::gives_up()
{
    if (std::exchange(awaited_, false))
        from_.body_is_given_up();
}

void incoming_body::answer()
{
    awaited_ = false;
    untaken_ = true;
    come.set();
}

std::optional<std::string_view> incoming_body::take()
{
    untaken_ = false;
    if (!piece_.empty())
        return piece_;
    if (closed_)
        throw std::logic_error("body_reader::read: the handler has returned, and what it has not read was dropped");
    if (failed_ == status::request_timeout)
        throw http_error(failed_, "the body has not come in time");
    if (failed_ != status{})
        throw http_error(failed_);
    return std::nullopt;
}

//
// Bodies of answers
//

void outgoing_body::append(std::string_view piece)
{
    if (stopped_)
        return;
    const bool goes_now = written_.size() < at_once && written_.size() + piece.size() >= at_once;
    written_ += piece;
    if (goes_now)
        of_.body_is_written();
    else if (!pending() && written_.size() < at_once && !written_.empty())
        owner_.add(*this, clock::now());
}

void outgoing_body::stops()
{
    stopped_ = true;
    progress.set();
}

void outgoing_body::fire()
{
    of_.body_is_written();
}

void outgoing_body::take(bool last, clock::time_point now, byte_buffer& to)
{
    constexpr std::size_t most_of_framing = 32; // bytes around a chunk, and of the last one
    beats(now);
    ended_ = last;
    sending_ = true;
    if (coding_) {
        std::string coded;
        coding_->add(written_, last, coded);
        written_ = std::move(coded);
    }
    to.reserve(written_.size() + (trailers ? trailers->size() : 0) + most_of_framing);
    if (chunked_ && !written_.empty()) {
        char size[16];
        const char* const end = std::to_chars(size, size + sizeof size, written_.size(), 16).ptr;
        to.append({size, end});
        to.append("\r\n");
        to.append(written_);
        to.append("\r\n");
    } else {
        to.append(written_);
    }
    if (chunked_ && last) {
        to.append("0\r\n");
        if (trailers)
            to.append(*trailers);
        to.append("\r\n");
    }
    written_.clear();
    progress.set();
}

void outgoing_body::has_sent()
{
    sending_ = false;
    if (!written_.empty())
        return;
    written_ = std::string(); // a stream may wait for long
    progress.set();
}

} // namespace plait::http::detail
