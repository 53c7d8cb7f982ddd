#include "http/socket/byte_stream.hpp"

#include "http/socket/file_range.hpp"

namespace plait::http::detail {

std::size_t byte_stream::send_some(boost::asio::const_buffer before, file_range& from, error_code& failed)
{
    const boost::asio::const_buffer next = from.read_next(failed);
    if (failed)
        return 0;
    return write_some(before.size() > 0 ? pieces{before, next} : pieces{next, boost::asio::const_buffer()}, failed);
}

byte_stream::error_code byte_stream::send_file(file_range& from, user& told)
{
    error_code failed;
    const boost::asio::const_buffer next = from.read_next(failed);
    if (!failed)
        write_rest({next, boost::asio::const_buffer()}, told);
    return failed;
}

} // namespace plait::http::detail
