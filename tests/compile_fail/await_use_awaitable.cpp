// Fails with: If it is an operation of Asio with asio::use_awaitable: pass asio::deferred in its place, or plait::use_awaitable
#include <plait/use_awaitable.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace asio = boost::asio;

plait::awaitable<std::size_t> use(asio::basic_stream_socket<asio::ip::tcp, plait::executor>& socket)
{
    char text[10];
#ifdef TWIN
    co_await socket.async_read_some(asio::buffer(text), plait::use_awaitable);
    co_return co_await socket.async_read_some(asio::buffer(text), asio::deferred);
#else
    co_return co_await socket.async_read_some(asio::buffer(text), asio::use_awaitable);
#endif
}
