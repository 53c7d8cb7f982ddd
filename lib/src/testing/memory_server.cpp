#include <plait/testing/memory_server.hpp>

#include "http/connection/loop_server.hpp"
#include "testing/memory_byte_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <charconv>
#include <optional>
#include <stdexcept>

namespace asio = boost::asio;

namespace plait::testing {

class memory_server::implementation {
public:
    implementation(executor here, const http::router& app, const http::server_options& options)
        : here(here), server(here, app, options)
    {
    }

    executor here;
    http::detail::loop_server server;
};

memory_stream memory_server::connect(std::size_t capacity)
{
    auto [client, server] = memory_stream::connected(implementation_->here);
    server.capacity(capacity);
    implementation_->server.start(detail::memory_byte_stream(std::move(server)));
    return std::move(client);
}

memory_stream memory_server::connect(const link_options& faults)
{
    auto [client, server] = memory_stream::connected(implementation_->here, faults);
    implementation_->server.start(detail::memory_byte_stream(std::move(server)));
    return std::move(client);
}

awaitable<void> memory_server::drain()
{
    implementation_->server.drain();
    return implementation_->server.empty();
}

std::size_t memory_server::connections() const noexcept
{
    return implementation_->server.size();
}

awaitable<void>
serve_in_memory(http::router app, http::server_options options, std::function<awaitable<void>(memory_server&)> client)
{
    memory_server::implementation serving(co_await asio::this_coro::executor, app, options);
    memory_server server(serving);
    auto run_client = [&]() -> awaitable<void> {
        co_await client(server);
        serving.server.cancel_connections();
    };
    co_await serving.server.run(run_client(), [&](plait::detail::urgency how) { serving.server.cancel(how); });
}

awaitable<void> serve_in_memory(http::router app, http::server_options options, memory_listener listening)
{
    http::detail::loop_server server(co_await asio::this_coro::executor, app, options);
    auto accept_all = [&]() -> awaitable<void> {
        while (listening.is_open()) {
            std::optional<memory_stream> accepted;
            try {
                accepted.emplace(co_await listening.accept());
            } catch (const boost::system::system_error&) {
                co_return; // the listener was closed
            }
            server.start(detail::memory_byte_stream(*std::move(accepted)));
        }
    };
    co_await server.run(accept_all(), [&](plait::detail::urgency how) {
        listening.close();
        server.drain(how);
    });
}

awaitable<std::string> read_answer(memory_stream& from, bool of_head)
{
    std::string answer;
    std::size_t whole = std::string::npos;
    while (answer.size() < whole) {
        // The head is read byte by byte, as the bytes behind the answer belong to the next one.
        const std::size_t before = answer.size();
        answer.resize(whole == std::string::npos ? before + 1 : whole);
        boost::system::error_code failed;
        const std::size_t count = from.read_some(asio::buffer(answer) + before, failed);
        answer.resize(before + count);
        if (failed == asio::error::would_block) {
            const auto [ended] = co_await from.async_wait_to_read(asio::as_tuple(asio::deferred));
            if (ended == asio::error::operation_aborted)
                throw boost::system::system_error(ended);
            failed = ended;
        }
        if (failed) {
            if (answer.empty())
                co_return answer;
            throw std::runtime_error("read_answer: the connection ended within '" + answer + "'");
        }
        if (whole == std::string::npos && answer.ends_with("\r\n\r\n")) {
            std::size_t length = 0;
            constexpr std::string_view name = "\r\nContent-Length: ";
            if (const std::size_t at = answer.find(name); at != std::string::npos && !of_head)
                std::from_chars(answer.data() + at + name.size(), answer.data() + answer.size(), length);
            whole = answer.size() + length;
        }
    }
    co_return answer;
}

} // namespace plait::testing
