#include <plait/testing/memory_stream.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <utility>

namespace asio = boost::asio;

namespace plait::testing {

std::pair<memory_stream, memory_stream> memory_stream::connected(executor here, const link_options& options)
{
    return connected(here, here, options);
}

std::pair<memory_stream, memory_stream>
memory_stream::connected(executor first, executor second, const link_options& options)
{
    auto made = std::make_shared<detail::memory_connection>(options, "first", "second");
    made->bind(0, first);
    made->bind(1, second);
    return {memory_stream(made, 0), memory_stream(made, 1)};
}

memory_stream::~memory_stream()
{
    close();
}

void memory_stream::close()
{
    if (connection_) // else this end was moved
        connection_->close(end_);
}

std::size_t memory_stream::read_some(asio::mutable_buffer to, error_code& failed)
{
    return connection_->read_some(end_, to, failed);
}

std::size_t memory_stream::write_some(asio::const_buffer from, error_code& failed)
{
    return connection_->write_some(end_, {static_cast<const char*>(from.data()), from.size()}, failed);
}

awaitable<void> memory_stream::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        auto writing = async_write_some(asio::buffer(bytes), asio::deferred);
        const std::size_t count = co_await std::move(writing);
        bytes.remove_prefix(count);
    }
}

awaitable<std::string> memory_stream::read()
{
    std::array<char, 4096> buffer;
    const auto [failed, count] = co_await async_read_some(asio::buffer(buffer), asio::as_tuple(asio::deferred));
    if (failed && failed != asio::error::eof)
        throw boost::system::system_error(failed, "memory_stream::read");
    co_return std::string(buffer.data(), count);
}

awaitable<std::string> memory_stream::read_to_end()
{
    std::string all;
    for (;;) {
        const std::string some = co_await read();
        if (some.empty())
            co_return all;
        all += some;
    }
}

} // namespace plait::testing
