#pragma once

#include <plait/detail/join/join.hpp>
#include <plait/http/serve.hpp>
#include <plait/runtime.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/http.hpp>

#include <array>
#include <atomic>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Helps to test a server with clients on real sockets. The system chooses the port.
namespace http_test {

using tcp_socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, plait::executor>;

inline const server_options any_port = server_options().port(0);

inline awaitable<tcp_socket> connected(std::uint16_t port)
{
    tcp_socket socket(co_await boost::asio::this_coro::executor);
    co_await socket.async_connect({boost::asio::ip::address_v4::loopback(), port}, boost::asio::deferred);
    co_return socket;
}

/// Makes a connection that has had an answer, and stays open.
inline awaitable<tcp_socket> kept_open(std::uint16_t port, const char* from = "127.0.0.1")
{
    tcp_socket socket(
        co_await boost::asio::this_coro::executor, boost::asio::ip::tcp::endpoint(boost::asio::ip::make_address(from), 0));
    co_await socket.async_connect({boost::asio::ip::address_v4::loopback(), port}, boost::asio::deferred);
    co_await socket.async_write_some(boost::asio::buffer(get("/")), boost::asio::deferred);
    std::array<char, 1024> buffer;
    co_await socket.async_read_some(boost::asio::buffer(buffer), boost::asio::deferred);
    co_return socket;
}

/// Reads all bytes until the server closes.
template <class Protocol>
awaitable<std::string> read_all(boost::asio::basic_stream_socket<Protocol, plait::executor>& socket)
{
    std::string all;
    std::array<char, 4096> buffer;
    for (;;) {
        const auto [failed, count] = co_await socket.async_read_some(
            boost::asio::buffer(buffer), boost::asio::as_tuple(boost::asio::deferred));
        if (failed)
            co_return all;
        all.append(buffer.data(), count);
    }
}

/// Sends requests, and reads until the server closes the connection. So the last request must say `Connection: close`,
/// or be malformed.
inline awaitable<std::string> ask_once(std::uint16_t port, std::string requests)
{
    tcp_socket socket = co_await connected(port);
    std::string_view rest = requests;
    while (!rest.empty()) {
        const std::size_t count
            = co_await socket.async_write_some(boost::asio::buffer(rest), boost::asio::deferred);
        rest.remove_prefix(count);
    }
    co_return co_await read_all(socket);
}

inline std::string get_and_close(std::string_view target)
{
    return get(target, "Connection: close\r\n");
}

/// Waits until a task on another loop has set the flag.
inline awaitable<void> until(const std::atomic<bool>& flag)
{
    while (!flag)
        co_await plait::sleep_for(1ms);
}

/// Runs `serve` beside a client of the test. It listens at once, and serves from `serve_while` to `cancel`.
class running_server {
public:
    running_server(plait::executor here, router routes, server_options options)
        : routes_(std::move(routes)), options_(std::move(options)), listener_(options_), port_(listener_.port()),
          addresses_(listener_.addresses()),
          serving_(here, "running_server")
    {
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::vector<std::string>& addresses() const { return addresses_; }
    [[nodiscard]] bool running() const { return serving_.running() > 0; }

    void cancel() { serving_.cancel(); }

    /// Serves until `client` has returned. `client` may also call `cancel` before. `serve` must return without an
    /// error.
    awaitable<void> serve_while(std::function<awaitable<void>()> client)
    {
        plait::detail::join both(serving_.parent(), "running_server");
        co_await both.run([&] {
            both.start(serve_until_cancelled());
            both.start(run_client(client));
        });
        both.rethrow_error();
        CHECK_FALSE(serving_.error());
    }

private:
    awaitable<void> serve_until_cancelled()
    {
        co_await serving_.run([&] { serving_.start(serve(routes_, options_, std::move(listener_))); });
    }
    awaitable<void> run_client(const std::function<awaitable<void>()>& client)
    {
        std::exception_ptr thrown;
        try {
            co_await client();
        } catch (...) {
            thrown = std::current_exception();
        }
        cancel();
        if (thrown)
            std::rethrow_exception(thrown);
    }

    router routes_;
    server_options options_;
    listener listener_;
    std::uint16_t port_;
    std::vector<std::string> addresses_;
    plait::detail::join serving_;
};

/// Serves on several loops while `client` runs on the first one.
inline void with_loops(
    std::size_t loops, const router& routes, const server_options& options,
    const std::function<awaitable<void>(running_server&)>& client)
{
    plait::runtime several(loops);
    several.run([&]() -> awaitable<void> {
        running_server server(co_await boost::asio::this_coro::executor, routes, options);
        co_await server.serve_while([&] { return client(server); });
    }());
}

} // namespace http_test
