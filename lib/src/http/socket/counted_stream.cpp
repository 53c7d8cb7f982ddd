#include "http/socket/counted_stream.hpp"

namespace plait::http::detail {

std::size_t counted_stream::read_some(boost::asio::mutable_buffer to, error_code& failed)
{
    const std::size_t count = below_.read_some(to, failed);
    if (count == 0)
        return 0;
    received_ += count;
    peer_ = below_.peer(); // which the stream below may have learnt by this read
    if (stage_ == stage::none) {
        stage_ = stage::begun;
        present_.began = clock::now();
    }
    return count;
}

std::size_t counted_stream::write_some(const pieces& from, error_code& failed)
{
    const std::size_t count = below_.write_some(from, failed);
    sent_ += count;
    return count;
}

std::size_t counted_stream::send_some(boost::asio::const_buffer before, file_range& from, error_code& failed)
{
    const std::size_t count = below_.send_some(before, from, failed);
    sent_ += count;
    return count;
}

void counted_stream::ends(http::status answered, ending why, std::size_t unread) noexcept
{
    stage_ = stage::ends;
    present_.bytes_in = received_ - received_before_ - unread;
    present_.answered = answered;
    present_.why = failed_ && why == ending::answered ? ending::failed : why;
}

counted_stream::account counted_stream::present() const noexcept
{
    account made = present_;
    made.bytes_out = sent_ - sent_before_;
    return made;
}

void counted_stream::next(std::size_t unread) noexcept
{
    received_before_ = received_ - unread;
    sent_before_ = sent_;
    failed_ = false;
    stage_ = unread == 0 ? stage::none : stage::begun;
    if (unread > 0)
        present_.began = clock::now();
}

} // namespace plait::http::detail
