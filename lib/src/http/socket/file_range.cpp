#include "http/socket/file_range.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace plait::http::detail {

namespace {

constexpr std::size_t piece_size = 64 * 1024;

} // namespace

boost::asio::const_buffer file_range::read_next(boost::system::error_code& failed)
{
    failed = {};
    if (begin_ == end_ && left_ > 0) {
        if (!piece_)
            piece_.reset(new char[piece_size]); // not make_unique, which would write zeros
        begin_ = 0;
        end_ = platform::read_at(
            file_, offset_, piece_.get(), static_cast<std::size_t>(std::min<std::uint64_t>(left_, piece_size)), failed);
        if (end_ == 0 && !failed)
            failed = boost::asio::error::eof;
    }
    return {piece_.get() + begin_, end_ - begin_};
}

void file_range::sent(std::size_t count) noexcept
{
    offset_ += count;
    left_ -= count;
    begin_ = std::min(begin_ + count, end_);
}

} // namespace plait::http::detail
