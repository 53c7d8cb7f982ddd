// Beast's own operations on plait's executor, for those who use its parser, its WebSockets or its client.

#include <plait/run.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/use_awaitable.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <doctest/doctest.h>

#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
using plait::awaitable;
using plait::run_concurrent;

namespace {

using tcp_stream = beast::basic_stream<asio::ip::tcp, plait::executor>;
using acceptor = asio::basic_socket_acceptor<asio::ip::tcp, plait::executor>;

/// Both ends of a connection, in a task of a real loop.
template <class Use>
void with_connection(Use use)
{
    auto main = [&]() -> awaitable<> {
        const plait::executor here = co_await asio::this_coro::executor;
        acceptor listening(here, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        tcp_stream client(here);
        tcp_stream server(here);
        co_await run_concurrent(
            [&]() -> awaitable<> {
                // It asks its token for the result's type: deferred has none (beast#2727).
                co_await client.async_connect(listening.local_endpoint(), plait::use_awaitable);
            },
            [&]() -> awaitable<> { co_await listening.async_accept(server.socket(), asio::deferred); });
        co_await use(client, server);
    };
    plait::run(main());
}

} // namespace

TEST_SUITE_BEGIN("beast");

TEST_CASE("requests and responses are read and written with deferred, use_awaitable, redirect_error and as_tuple")
{
    with_connection([](tcp_stream& client, tcp_stream& server) -> awaitable<> {
        auto ask = [&]() -> awaitable<> {
            beast::http::request<beast::http::string_body> request(beast::http::verb::post, "/", 11);
            request.body() = "hello";
            request.prepare_payload();
            co_await beast::http::async_write(client, request, asio::deferred);
            beast::flat_buffer buffer;
            beast::http::response<beast::http::string_body> response;
            co_await beast::http::async_read(client, buffer, response, plait::use_awaitable);
            CHECK(response.body() == "hello back");

            boost::system::error_code error;
            co_await beast::http::async_read(client, buffer, response, asio::redirect_error(asio::deferred, error));
            CHECK(error == beast::http::error::end_of_stream);
        };
        auto answer = [&]() -> awaitable<> {
            beast::flat_buffer buffer;
            beast::http::request<beast::http::string_body> request;
            const auto [failed, count]
                = co_await beast::http::async_read(server, buffer, request, asio::as_tuple(asio::deferred));
            CHECK_FALSE(failed);
            CHECK(count > 0);
            beast::http::response<beast::http::string_body> response(beast::http::status::ok, 11);
            response.body() = request.body() + " back";
            response.prepare_payload();
            boost::system::error_code error;
            co_await beast::http::async_write(server, response, asio::redirect_error(plait::use_awaitable, error));
            CHECK_FALSE(error);
            server.close();
        };
        co_await run_concurrent(ask, answer);
    });
}

TEST_CASE("WebSockets of Beast are opened, read and written with deferred")
{
    with_connection([](tcp_stream& client, tcp_stream& server) -> awaitable<> {
        auto ask = [&]() -> awaitable<> {
            beast::websocket::stream<tcp_stream&> socket(client);
            co_await socket.async_handshake("localhost", "/", asio::deferred);
            const std::string hello = "hello";
            co_await socket.async_write(asio::buffer(hello), asio::deferred);
            beast::flat_buffer buffer;
            boost::system::error_code error;
            co_await socket.async_read(buffer, asio::redirect_error(asio::deferred, error));
            CHECK(error == beast::websocket::error::closed);
        };
        auto answer = [&]() -> awaitable<> {
            beast::websocket::stream<tcp_stream&> socket(server);
            co_await socket.async_accept(asio::deferred);
            beast::flat_buffer buffer;
            co_await socket.async_read(buffer, plait::use_awaitable);
            CHECK(beast::buffers_to_string(buffer.data()) == "hello");
            co_await socket.async_close(beast::websocket::close_code::normal, asio::deferred);
        };
        co_await run_concurrent(ask, answer);
    });
}

TEST_SUITE_END();
