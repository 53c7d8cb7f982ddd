#include "http/socket/byte_stream.hpp"

#include "http/socket/file_range.hpp"

namespace plait::http::detail {

byte_stream::error_code byte_stream::send_file(file_range& from, user& told)
{
    error_code failed;
    const boost::asio::const_buffer next = from.read_next(failed);
    if (!failed)
        write_rest({next, boost::asio::const_buffer()}, told);
    return failed;
}

} // namespace plait::http::detail
