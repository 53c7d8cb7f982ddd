#include "http/connection/streaming.hpp"

#include "http/connection/connection.hpp"
#include <plait/http/http_error.hpp>

#include <charconv>
#include <stdexcept>

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
    room.set();
    sent.set();
}

void outgoing_body::fire()
{
    of_.body_is_written();
}

void outgoing_body::take(bool last, clock::time_point now)
{
    beats(now);
    ended_ = last;
    sending_.swap(written_);
    written_.clear();
    if (chunked_ && !sending_.empty()) {
        char size[20];
        char* end = std::to_chars(size, size + sizeof size, sending_.size(), 16).ptr;
        *end++ = '\r';
        *end++ = '\n';
        sending_.insert(0, size, static_cast<std::size_t>(end - size)).append("\r\n");
    }
    if (chunked_ && last)
        sending_.append("0\r\n").append(trailers).append("\r\n");
    room.set();
}

void outgoing_body::has_sent()
{
    if (sending_.capacity() > most_kept)
        sending_ = std::string();
    else
        sending_.clear();
    if (written_.empty()) {
        if (written_.capacity() > most_kept)
            written_ = std::string();
        sent.set();
    }
}

} // namespace plait::http::detail
