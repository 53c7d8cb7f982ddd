#include "testing/memory_byte_stream.hpp"

#include <string>

namespace asio = boost::asio;

namespace plait::testing::detail {

std::size_t memory_byte_stream::read_some(asio::mutable_buffer to, error_code& failed)
{
    return held_.read_some(to, failed);
}

std::size_t memory_byte_stream::write_some(const pieces& from, error_code& failed)
{
    if (from[1].size() == 0)
        return held_.write_some(from[0], failed);
    // The pieces are one write, as on a socket, so that the faults of the link count one operation.
    std::string both(asio::buffer_size(from), '\0');
    asio::buffer_copy(asio::buffer(both), from);
    return held_.write_some(asio::buffer(both), failed);
}

void memory_byte_stream::wait_to_read(user& told)
{
    if (!std::exchange(reads_, &told))
        held_.async_wait_to_read([this](error_code failed) { std::exchange(reads_, nullptr)->readable(failed); });
}

void memory_byte_stream::write_rest(const pieces& from, user& told)
{
    held_.async_write_some(from, [&told](error_code failed, std::size_t count) { told.written(failed, count); });
}

} // namespace plait::testing::detail
